"""`reminders simulate FILE.csv`: a year of a clinic in seconds, on the real planner, store and delivery."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reminders.cli import clinic_options as options
from reminders.cli.enroll import print_rejected
from reminders.clock import FixedClock
from reminders.config import load_settings
from reminders.core.model.errors import WrongUseError
from reminders.services.forms.enrollment_form import FieldError, check_date
from reminders.services.records.list_messages import list_messages
from reminders.services.upkeep.schema import migrate
from reminders.services.upkeep.simulate import read_cohort, simulate
from reminders.services.upkeep.simulation_events import EventFile, read_events
from reminders.wiring import build_throwaway_context, close_context

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from reminders.core.records.message_line import MessageLine
    from reminders.services.context import Context


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("simulate")(run)


def run(  # noqa: PLR0913 one option per setting of the clinic
    file: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    start: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day, from midnight UTC.")],
    end: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="The day after the last, at midnight UTC.")],
    out: Annotated[Path, typer.Option("--out", metavar="messages.jsonl")],
    events: Annotated[Path | None, typer.Option("--events", metavar="events.jsonl")] = None,
    name: options.Name = None,
    phone: options.Phone = None,
    timezone: options.Timezone = None,
    country: options.Country = None,
    languages: options.Languages = None,
    emergency_number: options.Emergency = None,
    send_hours: options.SendHours = None,
    sunday_hours: options.SundayHours = None,
    daily_cap: options.DailyCap = None,
    weekly_cap: options.WeeklyCap = None,
    holiday_region: options.HolidayRegion = None,
    open_holidays: options.OpenHolidays = None,
    closed_days: options.ClosedDayList = None,
    optional_steps: options.OptionalSteps = None,
    double_opt_in: options.DoubleOptIn = None,
) -> None:
    """Play a span of time and write one line per message."""
    clinic = options.sample_clinic(
        name=name,
        phone=phone,
        timezone=timezone,
        country=country,
        languages=languages,
        emergency_number=emergency_number,
        send_hours=send_hours,
        sunday_hours=sunday_hours,
        daily_cap=daily_cap,
        weekly_cap=weekly_cap,
        holiday_region=holiday_region,
        open_holidays=open_holidays,
        closed_days=closed_days,
        optional_steps=optional_steps,
        double_opt_in=double_opt_in,
    )
    span = _span(start, end)
    happenings = _events(events)
    with _throwaway(span[0]) as (context, clock):
        cohort = read_cohort(file, clinic, context, span[0])
        with _progress(span) as progress:
            story = simulate(context, clock, clinic, cohort, happenings, span, progress)
        counts = _write(context, out)
    print(f"{story.moments} moments, {sum(counts.values())} messages: " + _summary(counts))
    print_rejected(cohort.rejected)
    refused = sorted(happenings.refused + story.refused)
    for line, problem in refused:
        print(f"{events}, line {line}: {problem}", file=sys.stderr)
    if cohort.rejected or refused:
        raise typer.Exit(1)


def _span(start: str, end: str) -> tuple[datetime, datetime]:
    try:
        days = check_date("--from", start), check_date("--to", end)
    except FieldError as error:
        raise WrongUseError(f"{error.field}: {error}") from None
    if days[0] >= days[1]:
        raise WrongUseError("--from must lie before --to")
    first, last = (datetime.combine(day, time(), UTC) for day in days)
    return first, last


def _events(path: Path | None) -> EventFile:
    if path is None:
        return EventFile()
    try:
        return read_events(path)
    except (OSError, UnicodeDecodeError):
        raise WrongUseError(f"{path} cannot be read as UTF-8 text") from None


@contextmanager
def _throwaway(start: datetime) -> Generator[tuple[Context, FixedClock]]:
    clock = FixedClock(start)
    with tempfile.TemporaryDirectory(prefix="reminders-") as folder:
        context = build_throwaway_context(load_settings(), f"sqlite:///{folder}/simulation.db", clock)
        try:
            migrate(context.db)
            yield context, clock
        finally:
            close_context(context)


@contextmanager
def _progress(span: tuple[datetime, datetime]) -> Generator[Callable[[datetime], None]]:
    if not sys.stderr.isatty():
        yield lambda _moment: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Simulating", total=(span[1] - span[0]).total_seconds())
        yield lambda moment: bar.update(task, completed=(moment - span[0]).total_seconds())


def _write(context: Context, out: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    try:
        with out.open("w", encoding="utf-8") as file:
            for line in _in_order(list_messages(context)):
                counts[line.status] += 1
                file.write(json.dumps(_as_json(line), ensure_ascii=False) + "\n")
    except OSError as error:
        raise WrongUseError(f"{out} cannot be written: {error.strerror}") from None
    return counts


def _in_order(lines: Iterable[MessageLine]) -> Iterator[MessageLine]:
    """Put lines of the same minute in an order that does not hang on random ids: every run writes the same file."""
    for _, same in groupby(lines, key=lambda line: line.due_at):
        yield from sorted(
            same,
            key=lambda line: (line.external_id or "", line.kind, line.step or "", line.channel, line.recipient or ""),
        )


def _as_json(line: MessageLine) -> dict[str, Any]:
    return {
        "external_id": line.external_id,
        "kind": line.kind,
        "step": line.step,
        "channel": line.channel,
        "language": line.language,
        "due_at": line.due_at.isoformat(),
        "sent_at": line.sent_at and line.sent_at.isoformat(),
        "status": line.status,
        "reason": line.reason,
        "body": line.body,
        "segments": line.segments,
        "recipient": line.recipient,
    }


def _summary(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {status}" for status, count in counts.most_common()) or "nothing was planned"
