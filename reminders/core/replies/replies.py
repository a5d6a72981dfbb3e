"""Reads an inbound text: stop, start, help, a coded answer, a red flag, an event that ends a plan.

Pure: the text goes in, a `Reading` comes out. Both languages are always read, whatever the patient's record says, and
one text can be several things at once ("STOP, I can't feel my legs").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.consent.keywords import (
    asks_for_help,
    asks_what_this_is,
    is_keyword_of_help,
    is_start,
    read_stop,
    stop_line,
)
from reminders.core.consent.stop_classifier import resembles_stop
from reminders.core.consent.stop_reading import StopIntent, is_wrong_number, line_of
from reminders.core.language.reply_text import fold, words
from reminders.core.replies.automatic import is_automatic
from reminders.core.replies.coded_answers import coded_answer
from reminders.core.replies.plan_events import plan_event
from reminders.core.replies.reply_quotes import is_reaction, own_words_off
from reminders.core.replies.scale.answers import DEFAULT_PARTS, scale_answer
from reminders.core.replies.scale.text import tells_only_numbers
from reminders.core.replies.small_talk import bare_choice, needs_no_answer
from reminders.core.safety.red_flags import Judgment, RedFlag, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["PlanEvent", "Reading", "RedFlag", "as_provider_read", "choice_alone", "is_small_talk", "read"]

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


def load_words() -> None:
    """Build the word lists now, about half a second of work, which else the first text does.

    Texts that come at once while they are missing would each build them, in a thread of its own.
    """
    read("hello, how is it going")
    is_small_talk("hello")


_NOTHING_READ = Reading(stop=False, start=False, help=False, red_flag=None, answer=None)
_NOTHING_WRITTEN = Reading(stop=False, start=False, help=False, red_flag=None, answer=None, automatic=True)


def read(
    text: str,
    answers: Mapping[int, str] | Sequence[int] | None = None,
    own_texts: Sequence[str] = (),
    *,
    scale: tuple[int, int] | None = None,
    parts: Sequence[str] = (),
) -> Reading:
    """Read a text; any text at all has a reading.

    `answers` are the digits allowed now, or digit and name of each answer (default 1, 2, 3). `own_texts` are our recent
    messages to this phone, so that copies of them in the text are not read as the patient's words.
    `scale` is the lowest and the highest number of a question on a scale; `parts` are what a question in two parts
    asks about, in order.
    """
    folded = own_words_off(text, own_texts)
    if is_automatic(folded) or is_reaction(text):
        return _NOTHING_WRITTEN
    intent, flag = read_stop(folded), judge(folded)
    if scale is not None and flag.by_likeness_alone and tells_only_numbers(folded):
        flag = Judgment(None, unsure=False, reasons=())  # "seven", after a question that asks for a number
    start = intent is not StopIntent.STOP and is_start(folded)
    reading = Reading(
        stop=intent is StopIntent.STOP,
        start=start,
        help=_wants_help(folded, intent, flag.tier),
        red_flag=flag.tier,
        answer=coded_answer(folded, answers),
        unclear_stop=intent is StopIntent.UNCLEAR and not start,
        plan_event=_event(folded),
        score=None if scale is None else scale_answer(folded, *scale, parts=parts or DEFAULT_PARTS),
        unsure=flag.unsure,
    )
    unread = intent is StopIntent.NONE and says_nothing(reading) and not needs_no_answer(words(folded))
    return replace(reading, unclear_stop=True) if unread and resembles_stop(stop_line(folded)) else reading


def says_nothing(reading: Reading) -> bool:
    """Whether nothing at all was read in a text."""
    return reading == _NOTHING_READ


def _wants_help(folded: str, intent: StopIntent, flag: RedFlag | None) -> bool:
    if intent is StopIntent.UNCLEAR:
        return False
    # "Help me I can't breathe" is a cry: the flag answers it.
    cries = flag is not None and not is_keyword_of_help(folded)
    return asks_what_this_is(folded) or (not cries and asks_for_help(folded))


def _event(folded: str) -> PlanEvent | None:
    event = plan_event(folded)
    # "Wrong number, I never had surgery": a stranger has no plan.
    if event is None or (event == PlanEvent.SURGERY_CHANGED and is_wrong_number(line_of(folded))):
        return None
    return PlanEvent(event)


def as_provider_read(reading: Reading, text: str, opt_out_type: str | None) -> Reading:
    """Add what the provider has made of a text: Twilio's `OptOutType` knows a clinic's own keywords.

    A bare YES starts nothing, whatever the provider did: it never creates consent by itself.
    """
    if opt_out_type == "STOP":
        return replace(reading, stop=True, start=False, unclear_stop=False)
    if opt_out_type == "START" and not reading.stop and words(fold(text)) not in _BARE_YES:
        return replace(reading, start=True)
    return replace(reading, help=True) if opt_out_type == "HELP" else reading


def is_small_talk(text: str, own_texts: Sequence[str] = ()) -> bool:
    """Whether the text needs no answer: "ok", "thanks", a thumb, a reaction to one of our texts."""
    return needs_no_answer(words(own_words_off(text, own_texts)))


def choice_alone(text: str) -> int | None:
    """Return the number that a text is, if it is nothing but a digit or its name, as the answer to a question is."""
    return bare_choice(words(fold(text)))
