"""A partner's FHIR server: where it is, how we sign in, what is asked for, and which systems name what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CodedFact:
    """What one fact is read from.

    `values` are our values by the value of the extension at the URL `extension`: true or false, text, a number, or a
    code, alone or as `system|code`. `codes` are our values by codes of serviceType, reasonCode and code.
    """

    extension: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    codes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class FHIRSource:
    """What a partner's file says under `fhir`.

    `consent` are the codes by channel under which the hospital files consent to texts or email. `case_systems` and
    `record_systems` are systems of identifiers, the first that stands in a resource counts. `write_back` are the
    resource types that are written to the server, `loinc` the LOINC codes of questions by step, `facts` what care plans
    ask about. The first of
    `key_files` signs, all are published.
    """

    case_systems: tuple[str, ...] = ()
    record_systems: tuple[str, ...] = ()
    consent: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    base_url: str | None = None
    token_url: str | None = None
    client_id: str = ""
    key_id: str = ""
    key_files: tuple[str, ...] = ()
    scope: str = ""
    resources: tuple[str, ...] = ("Patient", "Appointment", "Procedure", "Encounter")
    search: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])
    every: timedelta = timedelta(minutes=5)
    overlap: timedelta = timedelta(minutes=10)
    look_back: timedelta = timedelta(days=30)
    page_size: int = 100
    is_private: bool = False
    write_back: frozenset[str] = frozenset()
    loinc: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: Mapping[str, CodedFact] = field(default_factory=dict[str, CodedFact])

    @property
    def extensions(self) -> frozenset[str]:
        """The URLs of the extensions that are read."""
        return frozenset(fact.extension for fact in self.facts.values() if fact.extension)

    @property
    def scope_asked(self) -> str:
        """The scopes to sign in with: those of the file, else to read what is polled and what that refers to."""
        if self.scope:
            return self.scope
        kinds = {*self.resources, "Patient", "ServiceRequest"} | ({"Consent"} if self.consent else set[str]())
        written = [f"system/{kind}.write" for kind in sorted(self.write_back)]
        return " ".join([*(f"system/{kind}.read" for kind in sorted(kinds)), *written])
