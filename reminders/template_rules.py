"""What a clinic's own wording may hold: variables, the answers of a question, and the shipped layout. It runs nothing.

The rule is over the parsed template, node by node: what is not named here is refused, so that nothing new slips in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAYOUT: Final = "messages/_layout/"
_SET: Final = {"words": nodes.Dict, "language": nodes.Const}
"""What a template may set: the words of the answers, and the language of an email."""
_PLAIN: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Dict, nodes.Pair)
_BLOCKS: Final = ("preheader", "title", "content")


def why_refused(tree: nodes.Template, variables: str) -> str | None:
    """Return why a template is refused, with its line; None if it only fills in. `variables` are listed by commas."""
    known = {tuple(name.strip().split(".")) for name in variables.split(",")}
    return next(_refusals(tree, known), None)


def _refusals(node: nodes.Node, known: set[tuple[str, ...]]) -> Iterator[str]:
    why, inside = _look(node, known)
    if why:
        yield f"line {node.lineno}: {why}"
    for child in inside:
        yield from _refusals(child, known)


def _look(node: nodes.Node, known: set[tuple[str, ...]]) -> tuple[str | None, list[nodes.Node]]:  # noqa: PLR0911
    """Return what is wrong with a node itself, and the nodes in it that must be looked at too."""
    inside = list(node.iter_child_nodes())
    match node:
        case nodes.Name() | nodes.Getattr():
            return _look_variable(node, known), []
        case nodes.Or(left=left, right=nodes.Const()):
            return None, [left]
        case nodes.Getitem(node=nodes.Name(name="words"), arg=nodes.Name(name="code")):
            return None, []
        case nodes.CondExpr(test=nodes.Getattr(node=nodes.Name(name="loop"), attr="last")):
            return None, [item for item in inside if item is not node.test]
        case nodes.Assign(target=nodes.Name(name=name)):
            kind = _SET.get(name)
            return (None if kind and isinstance(node.node, kind) else "only the words of the answers can be set"), (
                list(node.node.iter_child_nodes())
            )
        case nodes.If(elif_=[], else_=[]):  # whether there is a place, or a question
            return None, inside
        case nodes.For():
            return _look_loop(node), node.body
        case nodes.Block(name=name):
            return (None if name in _BLOCKS else f"there is no block {name!r} in the layout"), inside
        case nodes.Extends() | nodes.Include():
            return _look_file(node.template), []
        case _:
            pass
    return (None if isinstance(node, _PLAIN) else "a message may only fill in variables; take this code out"), inside


def _look_variable(node: nodes.Name | nodes.Getattr, known: set[tuple[str, ...]]) -> str | None:
    path = _path(node)
    if path in known or path in {("digit",), ("code",)}:
        return None
    return f"there is no variable {'.'.join(path)!r}; use one of {', '.join(sorted('.'.join(name) for name in known))}"


def _path(node: nodes.Node) -> tuple[str, ...]:
    if isinstance(node, nodes.Getattr):
        return (*_path(node.node), node.attr)
    return (node.name,) if isinstance(node, nodes.Name) else ("...",)


def _look_loop(node: nodes.For) -> str | None:
    match node:
        case nodes.For(
            target=nodes.Tuple(items=[nodes.Name(name="digit"), nodes.Name(name="code")]),
            iter=nodes.Call(node=nodes.Getattr(node=nodes.Name(name="answers"), attr="items"), args=[], kwargs=[]),
            test=None,
            else_=[],
            recursive=False,
        ):
            return None
        case _:
            return "the only list that can be shown is the answers of the question"


def _look_file(node: nodes.Expr) -> str | None:
    """Only the shipped layout, by name, or by the language that the template sets."""
    match node:
        case nodes.Const(value=str(value)) if value.startswith(_LAYOUT) and ".." not in value:
            return None
        case nodes.Concat(nodes=[nodes.Const(value="messages/_layout/"), nodes.Name(name="language"), nodes.Const()]):
            end = node.nodes[2]
            if isinstance(end, nodes.Const) and str(end.value).startswith("/") and ".." not in str(end.value):
                return None
        case _:
            pass
    return "only the shipped layout can be included"
