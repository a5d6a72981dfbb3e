"""Finds lists of words, weights and patterns in code: they belong in `reminders/data/`.

What counts is decided by what a literal holds, not by the file it stands in. An entry is a word when it is written out
(text, a number, a compiled pattern, a call or a nested literal of these) and holds text or a number. Code is therefore
not counted: a record put together from variables, a table of routes, columns or transitions between enum members. Names
of our own columns and fields are no words either: what fields and columns are called, `SOME_COLUMNS`, `__all__`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST: Final = 10
_DEFINES_COLUMNS: Final = frozenset({"Column", "Index", "UniqueConstraint", "ForeignKeyConstraint"})
_COMPILES: Final = frozenset({"re"})


class Found(NamedTuple):
    """A literal with too many words, or a pattern with too many alternatives."""

    path: Path
    line: int
    entries: int

    def __str__(self) -> str:
        """Say where it is and how long."""
        return f"{self.path}:{self.line} has {self.entries} entries"


def field_names(trees: Iterable[ast.Module]) -> frozenset[str]:
    """What columns and fields of ours are called."""
    names: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            names |= {
                each.target.id
                for each in node.body
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            }
        elif isinstance(node, ast.Call) and _called(node.func) == "Column" and node.args:
            names |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return frozenset(names)


def word_lists(path: Path, tree: ast.Module, fields: frozenset[str]) -> Iterator[Found]:
    """Every literal and every pattern of a module that is too long."""
    exempt = _column_names(tree)
    for node in ast.walk(tree):
        if node in exempt:
            continue
        count = max(_words(node, fields), _alternatives(node))
        if count > MOST:
            yield Found(path, node.lineno, count)


def _column_names(tree: ast.Module) -> set[ast.AST]:
    """What is assigned to `__all__` or to a name that ends in COLUMNS, if it holds nothing but identifiers."""
    named: set[ast.AST] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            parts = list(ast.walk(node.value))
            values = [part.value for part in parts if isinstance(part, ast.Constant)]
            are_names = all(isinstance(value, str) and value.isidentifier() for value in values)
            if are_names and ast.unparse(target).endswith(("__all__", "COLUMNS")):
                named |= set(parts)
    return named


def _words(node: ast.AST, fields: frozenset[str]) -> int:
    """How many words a literal lists; 0 for what is no literal or names fields only."""
    entries = [entry for entry in _entries(node) if all(map(_is_written_out, entry))]
    words = [entry for entry in entries if any(_holds_value(part) for part in entry)]
    named = [part.value for entry in words for part in entry[:1] if isinstance(part, ast.Constant)]
    only_fields = len(named) == len(words) and all(len(entry) == 1 for entry in words) and fields.issuperset(named)
    return 0 if only_fields else len(words)


def _entries(node: ast.AST) -> list[tuple[ast.expr, ...]]:
    """The entries of a literal: one part each, or key and value. Joined literals are one."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [(each,) for each in node.elts if not isinstance(each, ast.Starred)]
    if isinstance(node, ast.Dict):
        return [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.BitOr):
        return _entries(node.left) + _entries(node.right)
    return _entries_of_call(node) if isinstance(node, ast.Call) else []


def _entries_of_call(node: ast.Call) -> list[tuple[ast.expr, ...]]:
    name = _called(node.func)
    if name == "dict":
        return [(each.value,) for each in node.keywords]
    if name in {"frozenset", "set", "tuple", "list"} and node.args:
        return _entries(node.args[0])
    said = node.func.value if isinstance(node.func, ast.Attribute) else None
    if name in {"split", "splitlines"} and isinstance(said, ast.Constant) and isinstance(said.value, str):
        return [(ast.Constant(word),) for word in said.value.split()]
    return []


def _is_written_out(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(_is_written_out(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.Name | ast.Attribute):
        return _called(node).isupper()
    if isinstance(node, ast.Call):
        if _called(node.func) in _DEFINES_COLUMNS or not _is_plain_call(node.func):
            return False
        return all(map(_is_written_out, [*node.args, *(each.value for each in node.keywords)]))
    is_literal = isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.BinOp | ast.UnaryOp | ast.Starred)
    return is_literal and all(
        _is_written_out(each) for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)
    )


def _is_plain_call(func: ast.expr) -> bool:
    """A function of its own, a method of a text, or one of `re`; not a method of some object."""
    if isinstance(func, ast.Name):
        return True
    if not isinstance(func, ast.Attribute):
        return False
    return isinstance(func.value, ast.Constant) or (isinstance(func.value, ast.Name) and func.value.id in _COMPILES)


def _holds_value(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str | bytes | int | float)
        for part in ast.walk(node)
        if not (isinstance(part, ast.Constant) and isinstance(part.value, bool))
    )


def _called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _alternatives(node: ast.AST) -> int:
    """The most alternatives that any one group of a pattern has; 1 for text without any."""
    text = _text(node)
    if "|" not in text:
        return 0
    most, open_groups, in_class, at = 1, [1], False, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            at += text[at + 1 : at + 3] == "^]" or text[at + 1 : at + 2] == "]"
        elif sign == "(":
            open_groups.append(1)
        elif sign == ")" and len(open_groups) > 1:
            open_groups.pop()
        elif sign == "|":
            open_groups[-1] += 1
            most = max(most, open_groups[-1])
        at += 1
    return most


def _text(node: ast.AST) -> str:
    """A text as far as it is written out."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "x" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    return ""
