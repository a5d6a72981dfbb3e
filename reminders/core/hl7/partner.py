"""What one partner's messages mean: where each value stands, which codes are which care plan, what is not for us."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.message import FieldPath

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from reminders.core.hl7.fhir_source import FHIRSource

STANDARD_FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "record_number": ("PID-3[5=MR].1", "PID-3.1"),
        "case_id": ("SCH-2.1", "SCH-1.1"),
        "starts": ("AIS-4", "SCH-11.4"),
        "procedure": ("AIS-3.1",),
        "surgeon": ("AIP-3", "PV1-8"),
    }
)
"""Where HL7 v2.5.1 has a value, the first place that holds something counts. A partner's file may name others."""

READMISSION_WITHIN: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class CodedField:
    """A value at a place, and what each of its codes means to us."""

    path: FieldPath
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """Messages with one of these values at a place are not for us; `because` is shown to staff."""

    path: FieldPath
    values: frozenset[str]
    because: str


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner, as its file describes it.

    `clinic` is a slug, or None for the only clinic; `zone` None: the clinic's. `charset` is the codec of messages that
    name none. `applications` and `facilities` are who may send (MSH-3, MSH-4); empty: anyone. `procedures` are care
    plans by code; a code of `other_procedures` is known and none of ours.
    """

    name: str
    clinic: str | None
    zone: ZoneInfo | None
    procedures: Mapping[str, str]
    charset: str = "utf-8"
    applications: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    other_procedures: frozenset[str] = frozenset()
    languages: Mapping[str, str] = field(default_factory=dict[str, str])
    fields: Mapping[str, tuple[FieldPath, ...]] = field(default_factory=dict[str, tuple[FieldPath, ...]])
    facts: Mapping[str, CodedField] = field(default_factory=dict[str, CodedField])
    consent: Mapping[str, CodedField] = field(default_factory=dict[str, CodedField])
    ignore: tuple[IgnoreRule, ...] = ()
    ignores_unmapped: bool = False
    readmission_within: timedelta = READMISSION_WITHIN
    fhir: FHIRSource | None = None

    def paths(self, name: str) -> tuple[FieldPath, ...]:
        """Return the places of a value, the partner's own or the standard's."""
        own = self.fields.get(name)
        return own or tuple(FieldPath.parse(path) for path in STANDARD_FIELDS[name])
