"""Parts of a YAML file that know where they stand, so that whatever is wrong is told with file, line and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A data file is broken; the message says where and how."""


class FilePosition(NamedTuple):
    """Where in a file something stands."""

    file: str
    line: int
    key: str

    def refuse(self, why: str) -> NoReturn:
        """Raise what is wrong here."""
        raise DataError(f"{self.file}, line {self.line}, {self.key}: {why}")

    def __str__(self) -> str:
        """Say it as an error does."""
        return f"{self.file}, line {self.line}"


def read_top(name: str, text: str, known: frozenset[str]) -> dict[str, Any]:
    """Return the parts of a file by key.

    Raises:
        DataError: The file is no YAML, or has a key that no such file has.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{name}, line {line}: this is not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(f"{name}, line {line}: this is not YAML: {error.reason}") from error
    top = mapping(root, FilePosition(name, 1, "the file"))
    for key, node in top.items():
        if key not in known:
            place_of(name, node, key).refuse(f"no such key; a file has {', '.join(sorted(known))}")
    return top


def place_of(file: str, node: Any, key: str) -> FilePosition:
    """Where a part of a file stands."""
    return FilePosition(file, node.start_mark.line + 1, key)


def mapping(node: Any, place: FilePosition) -> dict[str, Any]:
    """The values of a part by key."""
    if not isinstance(node, yaml.MappingNode):
        place.refuse("must be keys with values")
    nodes: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in nodes:
            place_of(place.file, key, f"{place.key}.{name}").refuse("stands here twice")
        nodes[name] = value
    return nodes


def sequence(node: Any, place: FilePosition) -> list[Any]:
    """The values of a part that is a list."""
    if not isinstance(node, yaml.SequenceNode):
        place.refuse("must be a list")
    return node.value


def is_sequence(node: Any) -> bool:
    """Whether a part is a list."""
    return isinstance(node, yaml.SequenceNode)


def scalar(node: Any, place: FilePosition) -> str:
    """The text of a part, as it is written."""
    if not isinstance(node, yaml.ScalarNode):
        place.refuse("must be text")
    return str(node.value)


def optional_text(fields: Mapping[str, Any], part: str, file: str, key: str) -> str:
    """The text under a key, or none where the key is not there or holds nothing."""
    if part not in fields:
        return ""
    text = scalar(fields[part], place_of(file, fields[part], key))
    return "" if text == "null" else text
