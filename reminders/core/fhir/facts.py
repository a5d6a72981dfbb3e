"""Facts that change a plan, as a hospital writes them: a value of an extension, or a code among a surgery's reasons.

FHIR R4 has no element for most of what a care plan asks, so which extension or code says what is for the partner file.
Looked at are the resource itself and the order or procedure that it refers to.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.codes import codes_of, codings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reminders.core.fhir.node import Node
    from reminders.core.hl7.fhir_source import CodedFact

_LISTS: Final = ("serviceType", "reasonCode")


def read_facts(facts: Mapping[str, CodedFact], resources: Sequence[Node]) -> dict[str, str]:
    """Return what resources say of each fact. Of two that disagree neither is taken: nothing is guessed.

    Raises:
        MessageError: an element is not built as FHIR says.

    """
    said: dict[str, str] = {}
    for name, fact in facts.items():
        found = {value for node in resources for value in _values(fact, node)}
        if len(found) == 1:
            said[name] = found.pop()
    return said


def _values(fact: CodedFact, node: Node) -> Iterator[str]:
    if fact.extension:
        for item in node.nodes("extension"):
            if item.text("url") == fact.extension:
                yield from _mapped(fact.values, _names(item))
    if fact.codes:
        concepts = [concept for element in _LISTS for concept in node.nodes(element)]
        code = node.node("code")
        for concept in [*concepts, code] if code else concepts:
            for names in codings(concept):
                yield from _mapped(fact.codes, names)


def _mapped(values: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Yield what the first of these names means."""
    yield from [values[name] for name in names if name in values][:1]


def _names(extension: Node) -> tuple[str, ...]:
    """Return how a partner file may name the value of an extension."""
    read = next((reader for name, reader in _READERS.items() if name in extension.value), None)
    return () if read is None else tuple(name for name in read(extension) if name)


def _truth(extension: Node) -> Sequence[str]:
    value = extension.truth("valueBoolean")
    return () if value is None else (str(value).lower(),)


def _number(extension: Node) -> Sequence[str]:
    value = extension.value["valueInteger"]
    if not isinstance(value, int) or isinstance(value, bool):
        raise extension.wrong("valueInteger", "this must be a whole number")
    return (str(value),) if abs(value) < 2**31 else ()


def _coding(extension: Node) -> Sequence[str]:
    coding = extension.node("valueCoding")
    return codes_of(coding) if coding else ()


def _concept(extension: Node) -> Sequence[str]:
    concept = extension.node("valueCodeableConcept")
    return [name for names in codings(concept) for name in names] if concept else ()


_READERS: Final[Mapping[str, Callable[[Node], Sequence[str]]]] = MappingProxyType(
    {
        "valueBoolean": _truth,
        "valueInteger": _number,
        "valueCode": lambda extension: (extension.text("valueCode"),),
        "valueString": lambda extension: (extension.text("valueString"),),
        "valueCoding": _coding,
        "valueCodeableConcept": _concept,
    }
)
"""The types of value that are read (https://hl7.org/fhir/R4/extensibility.html#Extension)."""
