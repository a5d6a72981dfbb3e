"""Consent that the hospital holds: only a code that the partner's file names counts, and a refusal outweighs a yes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.codes import has_code
from reminders.core.fhir.moments import read_instant
from reminders.core.language.digits import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from reminders.core.fhir.node import Node
    from reminders.core.fhir.pool import Entry


class Stand(StrEnum):
    """What one consent says about a channel."""

    AGREED = "agreed"
    REFUSED = "refused"  # rejected, or a denial that is in force: it outweighs an agreement elsewhere
    ENDED = "ended"  # withdrawn, recorded in error, or past its period: unless another one holds, there is none


_OVER: Final = frozenset({"inactive", "entered-in-error"})
_TYPES: Final = {"permit": Stand.AGREED, "deny": Stand.REFUSED}


def stand(codes: frozenset[str], consents: Iterable[Entry], today: date | None) -> Stand | None:
    """Return what a patient's consents say, all taken together, of what one of these codes stands for.

    None: nothing. Of several versions of one consent the newest counts.
    """
    said = {_stand_of(item.node, codes, today) for item in _newest(consents) if _is_about(item.node, codes)}
    return next((item for item in (Stand.REFUSED, Stand.AGREED, Stand.ENDED) if item in said), None)


def agreed_to(codes: frozenset[str], consents: Iterable[Entry], today: date | None) -> bool:
    """Return True if one of the consents permits what one of these codes stands for, and none refuses it."""
    return stand(codes, consents, today) is Stand.AGREED


def _newest(consents: Iterable[Entry]) -> Iterator[Entry]:
    newest: dict[object, Entry] = {}
    for item in consents:
        key = item.reference if item.node.text("id") else item.full_url or id(item)
        if key not in newest or _age(newest[key]) <= _age(item):
            newest[key] = item
    yield from newest.values()


def _age(consent: Entry) -> tuple[str, int]:
    meta = consent.node.node("meta")
    updated = read_instant(meta.text("lastUpdated")) if meta else None
    version = meta.text("versionId") if meta else ""
    return updated.isoformat() if updated else "", number_of(version) if version.isdecimal() else 0


def _is_about(consent: Node, codes: frozenset[str]) -> bool:
    return has_code(consent.nodes("category"), codes) or _provision(consent.node("provision"), codes) is not None


def _provision(provision: Node | None, codes: frozenset[str]) -> Node | None:
    """Return the provision that names one of the codes: one within another is an exception to it, and counts."""
    if provision is None:
        return None
    inner = (_provision(item, codes) for item in provision.nodes("provision"))
    own = provision if has_code(provision.nodes("code"), codes) else None
    return next((item for item in inner if item is not None), own)


def _stand_of(consent: Node, codes: frozenset[str], today: date | None) -> Stand | None:
    status, outer = consent.text("status"), consent.node("provision")
    if status == "rejected":
        return Stand.REFUSED
    if status in _OVER:
        return Stand.ENDED
    provision = _provision(outer, codes) or outer
    if status != "active" or provision is None or outer is None:
        return None
    for period in filter(None, (outer.node("period"), provision.node("period"))):
        begins, ends = period.text("start"), period.text("end")
        if ends and (today is None or ends[:10] < today.isoformat()):
            return Stand.ENDED if today is not None and provision.text("type") != "deny" else None
        if begins and today is not None and begins[:10] > today.isoformat():
            return None
    return _TYPES.get(provision.text("type") or outer.text("type"))
