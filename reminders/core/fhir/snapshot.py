"""What is kept of one resource: itself and what it refers to, no more of either than is read.

A snapshot stands on its own, so that it can be applied again weeks later: a Bundle of type `collection` whose first
entry is the resource it is about.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.node import object_at
from reminders.core.fhir.pool import Entry, Pool
from reminders.core.hl7.message import MessageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reminders.core.fhir.node import JSON, Node

_ALWAYS: Final = frozenset({"resourceType", "id", "meta", "identifier", "contained"})
_KEPT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "Appointment": frozenset(
            {"status", "serviceType", "reasonCode", "reasonReference", "start", "basedOn", "participant"}
        ),
        "Procedure": frozenset(
            {"status", "code", "reasonCode", "subject", "performedDateTime", "performedPeriod", "basedOn", "performer"}
        ),
        "ServiceRequest": frozenset({"status", "code", "reasonCode", "subject", "occurrenceDateTime"}),
        "Encounter": frozenset({"status", "class", "subject", "period", "hospitalization"}),
        "Consent": frozenset({"status", "category", "patient", "provision"}),
        "Patient": frozenset(
            {
                "name",
                "telecom",
                "birthDate",
                "communication",
                "deceasedBoolean",
                "deceasedDateTime",
                "link",
                "active",
            }
        ),
        "Practitioner": frozenset({"name"}),
    }
)
"""The elements that are read, by resource type; the rest is neither kept nor looked at."""

_REFERENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Appointment": ("participant.actor", "basedOn", "reasonReference"),
        "Procedure": ("subject", "basedOn"),
        "ServiceRequest": ("subject",),
        "Encounter": ("subject",),
        "Consent": ("patient",),
        "Patient": ("link.other",),
    }
)
WITH_CONSENTS: Final = frozenset({"Appointment", "Procedure", "Consent"})
"""What is read together with all consents of its patient."""
FOLLOWED: Final = frozenset(_REFERENCES)
"""The resource types that something may follow from."""


def references_of(entry: Entry) -> Iterator[Node]:
    """Yield the references of a resource that matter to us."""
    for path in _REFERENCES.get(entry.kind, ()):
        first, _, second = path.partition(".")
        is_list = first in {"participant", "basedOn", "reasonReference", "link"}
        items = entry.node.nodes(first) if is_list else filter(None, [entry.node.node(first)])
        for item in items:
            reference = item.node(second) if second else item
            if reference is not None:
                yield reference


def take_snapshot(focus: Entry, pool: Pool, extensions: frozenset[str] = frozenset()) -> JSON:
    """Build the snapshot of a resource, with what it refers to among those that came with it.

    `extensions` are the URLs of those that are read; any other is left out.

    Raises:
        MessageError: the resource is not built as FHIR says.

    """
    entries = [focus]
    for reference in references_of(focus):
        found = pool.resolve(reference, focus)
        if found is not None and found.kind in _KEPT and found not in entries:
            entries.append(found)
    for patient in [item for item in entries if item.kind == "Patient" and focus.kind in WITH_CONSENTS]:
        entries += [item for item in pool.consents_of(patient) if item not in entries]
    kept = [{"fullUrl": item.full_url or item.reference, "resource": _narrow(item, extensions)} for item in entries]
    return {"resourceType": "Bundle", "type": "collection", "entry": kept}


def _narrow(entry: Entry, extensions: frozenset[str]) -> dict[str, object]:
    names = _KEPT.get(entry.kind, frozenset()) | _ALWAYS
    kept = {name: value for name, value in entry.resource.items() if name in names}
    if extensions and (said := [item.value for item in entry.node.nodes("extension") if _is_of(item, extensions)]):
        kept["extension"] = said
    meta = kept.get("meta")
    if isinstance(meta, dict):
        kept["meta"] = {name: meta[name] for name in ("versionId", "lastUpdated") if name in meta}
    return kept


def _is_of(extension: Node, urls: frozenset[str]) -> bool:
    return extension.value.get("url") in urls


def open_snapshot(document: object) -> tuple[Entry, Pool]:
    """Return the resource that a snapshot is about, and all that it holds.

    Raises:
        MessageError: it is no snapshot.

    """
    entries = [
        Entry(item.value, node.text("fullUrl"))
        for node in object_at(document, "Bundle").nodes("entry")
        if (item := node.node("resource")) is not None
    ]
    if not entries:
        raise MessageError("not_json", "Bundle", "there is no resource")
    pool = Pool()
    pool.add(entries)
    return entries[0], pool
