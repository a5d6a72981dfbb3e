"""The words behind `reminders.core.wording.wording`, by language: `reminders/data/<language>/wording*.yaml`.

Patterns are matched lower-case and without accents, between word boundaries. A language without such a file has no
such rule. Emails may say more than texts and subjects, so what is forbidden binds only those two.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.data import DEFAULT_LANGUAGE, book_of

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

STOP_WORDS: Final = "stop_words"
START_WORDS: Final = "start_words"
HELP_WORDS: Final = "help_words"
"""What a text names so that a patient can end, restart or ask: entries of `wording.yaml`, any word of which does."""


class Agreement(NamedTuple):
    """What needs "if your care team agrees" beside it, how that is said, and an example."""

    needed: re.Pattern[str]
    said: re.Pattern[str]
    example: str


@cache
def forbidden(language: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """What texts and subjects do not name, by what it is: a procedure, a drug."""
    return _whole_words(language, "wording_forbidden")


@cache
def claims(language: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """What no message says, by why."""
    return _whole_words(language, "wording_claims")


@cache
def agreement(language: str) -> Agreement | None:
    """Where the care team has to agree first."""
    wording = book_of(language, "wording")
    if not {"needs_agreement", "agreement", "agreement_shown"} <= wording.entries.keys():
        return None
    shown = wording.phrases("agreement_shown")[0]
    return Agreement(wording.pattern("needs_agreement"), wording.pattern("agreement"), shown)


@cache
def word_answers(language: str) -> re.Pattern[str] | None:
    """How a text asks for a word as an answer."""
    wording = book_of(language, "wording")
    return wording.pattern("word_answers") if "word_answers" in wording.entries else None


@cache
def offered_answers(language: str) -> re.Pattern[str] | None:
    """How a text offers a digit in a sentence, as in `reply 1 to confirm`: the digit is the first group."""
    wording = book_of(language, "wording")
    return wording.pattern("offered_answers") if "offered_answers" in wording.entries else None


@cache
def keywords(kind: str, language: str) -> tuple[str, ...]:
    """The words of a kind such as `STOP_WORDS`; those of English where a language says none."""
    wording = book_of(language, "wording")
    return wording.phrases(kind) if kind in wording.entries else book_of(DEFAULT_LANGUAGE, "wording").phrases(kind)


def _whole_words(language: str, subject: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    source = book_of(language, subject)
    return {why: source.compiled(why, r"\b(?:{})\b".format) for why in source.entries}
