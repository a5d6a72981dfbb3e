"""Reads an inbound text: stop, start, help, a coded answer, a red flag.

Pure: the text goes in, a `Reading` comes out. Both languages are always read, whatever the patient's record says, and
one text can be several things at once ("STOP, I can't feel my legs").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.coded_answers import coded_answer
from reminders.core.keywords import is_help, is_start, is_stop
from reminders.core.red_flags import RedFlag, red_flag
from reminders.core.reply_quotes import own_words_off
from reminders.core.reply_text import fold, words
from reminders.core.small_talk import is_bare_choice, needs_no_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["PlanEvent", "Reading", "RedFlag", "as_provider_read", "is_choice_alone", "is_small_talk", "read"]

_BARE_YES = (["yes"], ["si"])


class PlanEvent(StrEnum):
    """What a text tells about the patient that ends or suspends a plan."""

    DIED = "died"
    SURGERY_CHANGED = "surgery_changed"
    IN_HOSPITAL = "in_hospital"


@dataclass(frozen=True, slots=True)
class Reading:
    """How one inbound text reads.

    `unclear_stop`: the sender may want the texts to end; `stop` is then False. `automatic`: a phone or an office wrote
    it by itself. `unsure`: the reading is too uncertain to stand alone, so a person looks. `score` is one number, or
    two for a question in two parts.
    """

    stop: bool
    start: bool
    help: bool
    red_flag: RedFlag | None
    answer: int | None
    unclear_stop: bool = False
    plan_event: PlanEvent | None = None
    automatic: bool = False
    unsure: bool = False
    score: int | tuple[int, int] | None = None


def read(text: str, answers: Mapping[int, str] | Sequence[int] | None = None, own_texts: Sequence[str] = ()) -> Reading:
    """Read a text; any text at all has a reading.

    `answers` are the digits allowed now, or digit and name of each answer (default 1, 2, 3). `own_texts` are our recent
    messages to this phone, so that copies of them in the text are not read as the patient's words.
    """
    folded = own_words_off(text, own_texts)
    stop = is_stop(folded)
    return Reading(
        stop=stop,
        start=not stop and is_start(folded),
        help=is_help(folded),
        red_flag=red_flag(folded),
        answer=coded_answer(folded, answers),
    )


def as_provider_read(reading: Reading, text: str, opt_out_type: str | None) -> Reading:
    """Add what the provider has made of a text: Twilio's `OptOutType` knows a clinic's own keywords.

    A bare YES starts nothing, whatever the provider did: it never creates consent by itself.
    """
    if opt_out_type == "STOP":
        return replace(reading, stop=True, start=False)
    if opt_out_type == "START" and not reading.stop and words(fold(text)) not in _BARE_YES:
        return replace(reading, start=True)
    return replace(reading, help=True) if opt_out_type == "HELP" else reading


def is_small_talk(text: str, own_texts: Sequence[str] = ()) -> bool:
    """Whether the text needs no answer: "ok", "thanks", a thumb, a reaction to one of our texts."""
    return needs_no_answer(words(own_words_off(text, own_texts)))


def is_choice_alone(text: str) -> bool:
    """Whether the text is nothing but a digit or its name, as the answer to a question is."""
    return is_bare_choice(words(fold(text)))
