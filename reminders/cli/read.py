"""`reminders read TEXT`: how an inbound text would be read. No database needed."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import JSONOption
from reminders.config import load_settings
from reminders.core.model.errors import WrongUseError
from reminders.wiring import take_languages

if TYPE_CHECKING:
    from reminders.core.replies.replies import Reading


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("read")(run)


def run(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A text, or - for one per line on standard input.")],
    answers: Annotated[str, typer.Option("--answers", help="The digits that may be answered.")] = "1,2,3",
    scale: Annotated[str | None, typer.Option("--scale", help="Lowest and highest number, for example 0-10.")] = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Show whether a text stops, starts, asks for help, answers, or sounds an alarm."""
    from reminders.core.replies.replies import read

    take_languages(load_settings())
    digits, span = _digits(answers), _span(scale)
    if text == "-":
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # any bytes at all have a reading
        for line in sys.stdin:
            print(json.dumps(_as_json(read(line.rstrip("\r\n"), digits, scale=span))), flush=True)
        return
    reading = read(text, digits, scale=span)
    print(json.dumps(_as_json(reading)) if as_json else _sentence(reading))


def _digits(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if any(not (part.isascii() and part.isdigit() and len(part) == 1) for part in parts):
        raise WrongUseError("--answers takes digits separated by commas, for example 1,2,3")
    return [int(part) for part in parts]


def _span(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    low, _, high = text.partition("-")
    if not (low.isascii() and low.isdigit() and high.isascii() and high.isdigit() and int(low) < int(high)):
        raise WrongUseError("--scale takes the lowest and the highest number, for example 0-10")
    return int(low), int(high)


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "stop": reading.stop,
        "start": reading.start,
        "help": reading.help,
        "red_flag": reading.red_flag and reading.red_flag.value,
        "answer": reading.answer,
        "unclear_stop": reading.unclear_stop,
        "plan_event": reading.plan_event and reading.plan_event.value,
        "automatic": reading.automatic,
        "score": reading.score,
    }


def _sentence(reading: Reading) -> str:
    labels = [name for name in ("stop", "start", "help", "automatic") if getattr(reading, name)]
    if reading.unclear_stop:
        labels.append("perhaps a stop")
    if reading.plan_event is not None:
        labels.append(reading.plan_event.value.replace("_", " "))
    if reading.red_flag:
        labels.append(f"red flag {reading.red_flag.value}")
    if reading.answer is not None:
        labels.append(f"answer {reading.answer}")
    if reading.score is not None:
        labels.append(f"score {reading.score}")
    return ", ".join(labels) or "free text: the patient is told to call the clinic"
