"""The facts that a form asks for: those that the care plans of a clinic declare, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.plans.facts.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.core.plans.pathway import Pathway


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact as a form asks it: `procedures` are the care plans that declare it."""

    fact: Fact
    procedures: tuple[str, ...]

    @property
    def name(self) -> str:
        """The fact's name, which is the field's."""
        return self.fact.name


def asked_facts(pathways: Iterable[Pathway]) -> tuple[AskedFact, ...]:
    """Return the facts of several care plans, each name once; where plans differ, with the values of all of them."""
    asked: dict[str, AskedFact] = {}
    for pathway in pathways:
        for fact in pathway.facts:
            known = asked.get(fact.name)
            if known is None:
                asked[fact.name] = AskedFact(fact, (pathway.id,))
            else:
                both = Fact(fact.name, known.fact.labels, {**fact.values, **known.fact.values})
                asked[fact.name] = AskedFact(both, (*known.procedures, pathway.id))
    return tuple(asked.values())
