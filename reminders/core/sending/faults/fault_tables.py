"""Reads `reminders/data/facts/`: what refusals of mail servers and codes of the text provider mean, and how to tell.

Each record names its source; one that does not has the file's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.language.lazy import LazyTable
from reminders.core.model.faults import Blame, Fault
from reminders.data import Record, records

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_MEANING: Final = ("blame", "says", "many", "transient", "opted_out", "retry_after")


@dataclass(frozen=True, slots=True)
class FaultPattern:
    """How a cause is recognized: by what it names of words, enhanced status and reply codes, all of them."""

    cause: str
    words: re.Pattern[str] | None
    status: re.Pattern[str] | None
    codes: frozenset[int]

    def fits(self, code: int | None, enhanced: str, words: str) -> bool:
        """Return True if a refusal is of this kind."""
        return (
            (not self.codes or code in self.codes)
            and (self.status is None or self.status.fullmatch(enhanced) is not None)
            and (self.words is None or self.words.search(words) is not None)
        )


def mail_fault_patterns() -> tuple[FaultPattern, ...]:
    """The patterns that recognize a cause, in order.

    Raises:
        DataError: The file is broken, or a pattern names an unknown cause.
    """
    return tuple(_pattern(record) for record in records("mail_faults", "cause", "any_of", "status", "codes"))


def _pattern(record: Record) -> FaultPattern:
    cause = record.text("cause")
    if cause not in CAUSES:
        record.places["cause"].refuse(f"{cause!r} is no cause of mail_causes.yaml")
    return FaultPattern(cause, record.pattern("any_of"), record.pattern("status"), frozenset(record.numbers("codes")))


def _fault(record: Record, source: str) -> Fault:
    return Fault(
        record.one_of("blame", Blame),
        record.text("says"),
        source,
        many=record.flag("many"),
        transient=record.flag("transient"),
        opted_out=record.flag("opted_out"),
        retry_after=record.duration("retry_after"),
    )


def _causes() -> Mapping[str, Fault]:
    return {record.name: _fault(record, record.source) for record in records("mail_causes", *_MEANING)}


def _text_faults() -> Mapping[int, Fault]:
    codes = records("text_faults", "codes", *_MEANING)
    return {
        code: _fault(record, record.source.replace("{code}", str(code)))
        for record in codes
        for code in record.numbers("codes")
    }


def _our_codes() -> Mapping[str, str]:
    codes = records("our_faults", "codes", "says")
    return {code: record.text("says") for record in codes for code in record.text("codes").split()}


CAUSES: Final = LazyTable(_causes)
"""By cause of a mail server's refusal: what it means, whom it blames, what to do, and where that is written."""
TEXT_FAULTS: Final = LazyTable(_text_faults)
"""The same by the code of the text provider. It splits and rewords codes over the years, so nothing hangs on its words,
and an unknown code blames the message alone."""
OUR_CODES: Final = LazyTable(_our_codes)
"""What people read of codes that our own senders store, and of the provider's that say nothing about blame."""
