"""Reads the facts that a pathway declares, and the conditions of its steps, which compare facts with values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.nodes import ScalarNode, SequenceNode

from reminders.core.plans.facts.fact import Fact, check_name, check_values, not_declared, wrong_value
from reminders.core.plans.pathway import ANSWER_FACT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yaml.nodes import Node

    from reminders.pathways.nodes import NodeReader

_ANY_LANGUAGE = ""
_LABELS = ("labels", "label")


class FactReader:
    """Holds what a pathway declares under `facts:`; `kept` pathways are not held to rules that came later."""

    def __init__(self, reader: NodeReader, node: Node | None, *, kept: bool) -> None:
        self._reader = reader
        self._kept = kept
        self._own: dict[str, Fact] = {}
        for name_node, fact_node in self._declared(node) if node is not None else ():
            fact = self._fact(name_node, fact_node)
            if fact.name in self._own:
                raise reader.wrong(name_node, f"fact {fact.name!r} stands twice; each fact needs its own name")
            self._own[fact.name] = fact

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is declared, in the order of the file."""
        return tuple(self._own.values())

    def conditions(self, node: Node | None) -> Mapping[str, frozenset[str]]:
        """Read `when` or `unless`."""
        reader = self._reader
        conditions: dict[str, frozenset[str]] = {}
        for key, values in reader.pairs(node) if node is not None else ():
            name = reader.text(key)
            if name in conditions:
                raise reader.wrong(key, f"{name!r} stands twice")
            if self._own and not name.startswith(ANSWER_FACT) and (wrong := not_declared(name, self._own)):
                raise reader.wrong(key, wrong)
            conditions[name] = frozenset(self._condition_value(name, item) for item in reader.items(values))
        return conditions

    def _condition_value(self, name: str, node: Node) -> str:
        value = self._reader.value(node)
        if (name in self._own or not self._kept) and (wrong := wrong_value(name, value, self._own)):
            raise self._reader.wrong(node, wrong)
        return value

    def _declared(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """Read a mapping of name to fact, or a list of facts that have a `name` each."""
        if not isinstance(node, SequenceNode):
            if isinstance(node, ScalarNode):
                raise self._reader.wrong(node, _HOW)
            yield from self._reader.pairs(node)
            return
        for item in self._reader.items(node):
            names = [value for key, value in self._reader.pairs(item) if self._reader.text(key) == "name"]
            if not names:
                raise self._reader.wrong(item, "'name' is missing; each fact of a list has name, labels and values")
            yield names[0], item

    def _fact(self, name_node: Node, node: Node) -> Fact:
        reader = self._reader
        name = reader.convert(name_node, lambda: check_name(reader.text(name_node)))
        if isinstance(node, ScalarNode | SequenceNode):
            raise reader.wrong(node, _HOW)
        keys = reader.mapping(node, frozenset({"values"}), frozenset({"name", *_LABELS}))
        labels = next((keys[key] for key in _LABELS if key in keys), None)
        if labels is None:
            raise reader.wrong(name_node, f"fact {name!r} has no labels; write labels: {{en: Back brace, es: Faja}}")
        values = self._values(keys["values"])
        reader.convert(keys["values"], lambda: check_values(name, values))
        return Fact(name, self._labels(labels), values)

    def _values(self, node: Node) -> dict[str, Mapping[str, str]]:
        """Read a list of values, or a mapping of value to labels."""
        reader = self._reader
        values: dict[str, Mapping[str, str]] = {}
        if isinstance(node, ScalarNode):
            raise reader.wrong(node, "values takes a list of what can be chosen, for example [none, soft, rigid]")
        pairs = ((item, None) for item in reader.items(node)) if isinstance(node, SequenceNode) else reader.pairs(node)
        for value_node, labels in pairs:
            value = reader.value(value_node)
            if value in values:
                raise reader.wrong(value_node, f"value {value!r} stands twice")
            values[value] = self._labels(labels) if labels is not None else {}
        return values

    def _labels(self, node: Node) -> Mapping[str, str]:
        if isinstance(node, ScalarNode):
            return {_ANY_LANGUAGE: self._reader.text(node)}
        labels = self._reader.texts(node)
        if not labels:
            raise self._reader.wrong(node, "labels are empty; write them by language, for example {en: Back brace}")
        return labels


_HOW = "a fact has labels and values, for example brace: {labels: {en: Back brace}, values: [none, soft, rigid]}"
