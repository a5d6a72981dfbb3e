"""YAML with places: reads a mapping key by key and says where something is wrong, by line and column.

YAML 1.1 reads an unquoted 10:00 as the number 600 and a bare yes or no as a truth value, silently. A recovery plan
must not turn on that, so scalars are taken by their tag and the two are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")
_TAG = "tag:yaml.org,2002:"
_TIME = re.compile(r"[0-9]+(:[0-9]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class PathwayFileError(SetupError):
    """A pathway file cannot be used. The message is one sentence that names file, line and column."""


def place_of(text: str, index: int) -> str:
    """Name the place of a character as people count: lines and columns from 1."""
    before = text[:index]
    return f"line {before.count(chr(10)) + 1}, column {index - before.rfind(chr(10))}"


class NodeReader:
    """Reads one file's nodes; every refusal names the place."""

    def __init__(self, file: str, beginning: str = "a pathway file begins with `id:`") -> None:
        self.file = file
        self._beginning = beginning

    def wrong(self, node: Node, message: str) -> PathwayFileError:
        """Build the error for a node."""
        mark = node.start_mark
        one_line = " ".join(message.split())
        return PathwayFileError(f"{self.file}, line {mark.line + 1}, column {mark.column + 1}: {one_line}")

    def parse(self, text: str) -> MappingNode:
        """Turn YAML text into its top mapping.

        Raises:
            PathwayFileError: the text is not YAML, or is no mapping.

        """
        try:
            node = yaml.compose(text, Loader=_NoAliases)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
            raise PathwayFileError(f"{self.file}{place}: not valid YAML: {error.problem or error}") from None
        except ReaderError as error:
            place = place_of(text, error.position)
            raise PathwayFileError(f"{self.file}, {place}: a control character stands here; remove it") from None
        except RecursionError:
            raise PathwayFileError(f"{self.file}, line 1, column 1: this is nested too deeply") from None
        except (ValueError, OverflowError):  # from PyYAML's own int() and chr(), which it does not guard
            raise PathwayFileError(f"{self.file}, line 1, column 1: a number or \\ code has no meaning") from None
        if node is None:
            raise PathwayFileError(f"{self.file}, line 1, column 1: the file is empty")
        if not isinstance(node, MappingNode):
            raise self.wrong(node, self._beginning)
        return node

    def mapping(self, node: Node, required: frozenset[str], optional: frozenset[str]) -> dict[str, Node]:
        """Read a mapping with known keys."""
        nodes: dict[str, Node] = {}
        for key, value in self.pairs(node):
            name = self.text(key)
            if name not in required | optional:
                known = ", ".join(sorted(required | optional))
                raise self.wrong(key, f"unknown key {name!r}; known here: {known}")
            if name in nodes:
                raise self.wrong(key, f"{name!r} stands twice")
            nodes[name] = value
        if missing := sorted(required - nodes.keys()):
            raise self.wrong(node, f"{missing[0]!r} is missing")
        return nodes

    def pairs(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """Read a mapping with free keys."""
        if not isinstance(node, MappingNode):
            raise self.wrong(node, "a mapping of `key: value` lines is expected here")
        yield from cast("list[tuple[Node, Node]]", node.value)

    def items(self, node: Node) -> list[Node]:
        """Read a list."""
        if not isinstance(node, SequenceNode):
            raise self.wrong(node, "a list is expected here, for example [sms, email]")
        return cast("list[Node]", node.value)

    def text(self, node: Node) -> str:
        """Read a string; numbers, times without quotes and bare yes/no are refused."""
        tag = self._tag(node)
        raw = str(node.value)
        if tag == "bool":
            raise self.wrong(node, f'a bare {raw} is read by YAML as true or false; write it in quotes: "{raw}"')
        if _TIME.fullmatch(raw) and cast("ScalarNode", node).style is None:  # 08:00 would pass, 10:00 is 600
            raise self.wrong(node, f'YAML reads an unquoted {raw} as a number; write the time in quotes: "{raw}"')
        if _CONTROL.search(raw):
            raise self.wrong(node, "a word on one line is expected here; it holds a line break or control character")
        if tag != "str" or not raw.strip():
            raise self.wrong(node, f"a word is expected here, not {raw or 'nothing'}; put it in quotes if it is meant")
        return raw

    def value(self, node: Node) -> str:
        """Read one value of a condition: a word, or a whole number as a string."""
        return str(self.integer(node)) if self._tag(node) == "int" else self.text(node)

    def integer(self, node: Node) -> int:
        """Read a whole number in plain decimal."""
        raw = str(node.value) if isinstance(node, ScalarNode) else ""
        digits = raw.removeprefix("-")
        if self._tag(node) != "int" or not (digits.isascii() and digits.isdigit()) or len(digits) > 6:  # noqa: PLR2004 a bound
            raise self.wrong(node, f"a whole number is expected here, not {raw!r}")
        return int(raw)

    def truth(self, node: Node) -> bool:
        """Read true or false; the other YAML spellings are refused."""
        raw = str(node.value) if isinstance(node, ScalarNode) else ""
        if self._tag(node) != "bool" or raw not in {"true", "false"}:
            raise self.wrong(node, f"write true or false here, not {raw!r}")
        return raw == "true"

    def convert(self, node: Node, convert: Callable[[], T]) -> T:
        """Run a conversion and put its ValueError at this place."""
        try:
            return convert()
        except ValueError as error:
            raise self.wrong(node, str(error)) from None

    def texts(self, node: Node) -> Mapping[str, str]:
        """Read a mapping of string to string, each key once."""
        texts: dict[str, str] = {}
        for key, value in self.pairs(node):
            name = self.text(key)
            if name in texts:
                raise self.wrong(key, f"{name!r} stands twice")
            texts[name] = self.text(value)
        return texts

    def _tag(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise self.wrong(node, "a single value is expected here")
        return str(node.tag).removeprefix(_TAG)


class _NoAliases(yaml.SafeLoader):
    """YAML without anchors: nothing in a pathway needs them, and they can make a small file endless."""

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = cast("yaml.Mark", self.peek_event().start_mark)
            raise yaml.MarkedYAMLError(problem="anchors and aliases (& and *) are not used here", problem_mark=mark)
        return super().compose_node(parent, index)
