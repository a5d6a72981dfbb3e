"""Consent that the hospital holds: only a code that the partner's file names counts, and a refusal outweighs a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.fhir.codes import has_code

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reminders.core.fhir.node import Node
    from reminders.core.fhir.pool import Entry


def agreed_to(codes: frozenset[str], consents: Iterable[Entry], today: date | None) -> bool:
    """Return True if one of the consents permits what one of these codes stands for, and none refuses it."""
    answers = [_answer(item.node, today) for item in consents if _is_about(item.node, codes)]
    return True in answers and False not in answers


def _is_about(consent: Node, codes: frozenset[str]) -> bool:
    provision = consent.node("provision")
    concepts = consent.nodes("category") + (provision.nodes("code") if provision else [])
    return has_code(concepts, codes)


def _answer(consent: Node, today: date | None) -> bool | None:
    """Return what a consent says; None for one that is not in force."""
    status, provision = consent.text("status"), consent.node("provision")
    if status == "rejected":
        return False
    if status != "active" or provision is None:
        return None
    period = provision.node("period")
    begins, ends = (period.text("start"), period.text("end")) if period else ("", "")
    if (ends and (today is None or ends[:10] < today.isoformat())) or (
        begins and today is not None and begins[:10] > today.isoformat()
    ):
        return None
    return {"permit": True, "deny": False}.get(provision.text("type"))
