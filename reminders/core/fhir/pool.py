"""Resources that came together, and which of them a reference means.

A reference may be literal (`Patient/1`, with a server or a version or without), a `urn:uuid:` of a Bundle, `#id` of a
contained resource, a search by identifier (`Patient?identifier=system|value`), or the identifier itself.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from reminders.core.fhir.node import Node, object_at
from reminders.core.hl7.message import MessageError
from reminders.core.language.letters import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.fhir.node import JSON

_LITERAL: Final = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[^/]*)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource and what a Bundle calls it; `path` says where it stood in what was read."""

    resource: JSON
    full_url: str = ""
    path: str = ""

    @property
    def kind(self) -> str:
        """Its resource type; empty where there is none."""
        value = self.resource.get("resourceType")
        return kept(value) if isinstance(value, str) else ""

    @property
    def reference(self) -> str:
        """What a reference calls it, as in `Patient/1`; the type alone where it has no id."""
        value = self.resource.get("id")
        return f"{self.kind}/{kept(value)}" if isinstance(value, str) and value else self.kind

    @property
    def node(self) -> Node:
        """The resource, with its type as the beginning of each path."""
        return object_at(self.resource, self.kind)


@dataclass(slots=True)
class Pool:
    """Resources by what references call them."""

    _by_name: dict[str, Entry] = field(default_factory=dict[str, Entry])
    _by_identifier: dict[tuple[str, str], Entry] = field(default_factory=dict[tuple[str, str], Entry])
    _consents: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    _every_consent: list[Entry] = field(default_factory=list["Entry"])

    def add(self, entries: Sequence[Entry]) -> None:
        """Take resources in; a later one of the same name stands in for an earlier one."""
        for entry in entries:
            if entry.full_url:
                self._by_name[entry.full_url] = entry
            self._by_name[entry.reference] = entry
            for name in _identifiers(entry.resource):
                self._by_identifier[entry.kind, name] = entry
        for entry in entries:
            if entry.kind == "Consent":
                self._every_consent.append(entry)
                with suppress(MessageError):  # it is told of when its own turn comes
                    patient = self.resolve(entry.node.node("patient"), entry)
                    if patient is not None:
                        self._consents.setdefault(patient.reference, []).append(entry)

    @property
    def consents(self) -> list[Entry]:
        """Every consent, each version of it."""
        return list(self._every_consent)

    def consents_of(self, patient: Entry) -> list[Entry]:
        """Return the consents of a patient."""
        return self._consents.get(patient.reference, [])

    def resolve(self, reference: Node | None, holder: Entry) -> Entry | None:
        """Return the resource that a reference of `holder` means; None where it is not among these."""
        if reference is None:
            return None
        text = reference.text("reference")
        if text.startswith("#"):
            contained = (item for item in holder.node.nodes("contained") if item.text("id") == text[1:])
            return next((Entry(item.value) for item in contained), None)
        kind, _, query = text.partition("?")
        if query:
            return self._identified(kind, parse_qs(query).get("identifier", [""])[0])
        found = self._by_name.get(text) or self._by_name.get(literal(text))
        identifier = reference.node("identifier")
        if found is None and identifier is not None and reference.text("type"):
            name = f"{identifier.text('system')}|{identifier.text('value')}"
            return self._identified(reference.text("type"), name)
        return found

    def _identified(self, kind: str, name: str) -> Entry | None:
        return self._by_identifier.get((kind, name)) or self._by_identifier.get((kind, name.rpartition("|")[2]))


def literal(reference: str) -> str:
    """Return `Patient/1` of a literal reference, without its server and version; empty for any other."""
    match = _LITERAL.fullmatch(reference)
    return match[1] if match else ""


def kind_of(reference: Node) -> str:
    """Return the type of what a reference means, as far as it says; empty where it does not."""
    text = reference.text("reference")
    return literal(text).partition("/")[0] or (text.partition("?")[0] if "?" in text else "") or reference.text("type")


def _identifiers(resource: JSON) -> Iterator[str]:
    try:
        for item in object_at(resource, "").nodes("identifier"):
            if value := item.text("value"):
                yield f"{item.text('system')}|{value}"
                yield value
    except MessageError:  # it is told of when its own turn comes
        return
