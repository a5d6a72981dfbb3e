"""Codes of a resource: one concept may carry several, in SNOMED CT, CPT and the sender's own system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.hl7.content import Procedure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reminders.core.fhir.node import Node
    from reminders.core.hl7.partner import Partner


def codes_of(coding: Node) -> tuple[str, ...]:
    """Return how a partner's file may name a coding: `system|code`, then the code alone."""
    system, code = coding.text("system"), coding.text("code")
    if not code:
        return ()
    return (f"{system}|{code}", code) if system else (code,)


def codings(concept: Node) -> Iterator[tuple[str, ...]]:
    """Yield the names of each coding of a concept."""
    for coding in concept.nodes("coding"):
        if names := codes_of(coding):
            yield names


def has_code(concepts: Iterable[Node], wanted: Iterable[str]) -> bool:
    """Return True if one of these codes stands in one of the concepts."""
    codes = set(wanted)
    return any(codes.intersection(names) for concept in concepts for names in codings(concept))


def read_procedure(concept: Node, partner: Partner) -> Procedure | None:
    """Read one procedure: the coding that the partner's file maps counts, else one it names, else the first."""
    named = list(codings(concept))
    if not named:
        return None
    words = concept.text("text") or next((item.text("display") for item in concept.nodes("coding")), "")
    for names in named:
        if plan := next((partner.procedures[name] for name in names if name in partner.procedures), None):
            return Procedure(names[-1], words, plan)
    for names in named:
        if partner.other_procedures.intersection(names):
            return Procedure(names[-1], words, is_other=True)
    return Procedure(named[0][-1], words)
