"""What templates may use, and what a clinic's own wording may hold: variables, a question's answers, the layout.

The rules are over the parsed template, node by node: what is not named here is refused, so that nothing new slips in.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reminders.core.model.enrollment import VisitVoice
from reminders.ports import ClinicVoice, Links, PatientVoice

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, MutableMapping

    from jinja2 import BaseLoader, Template

VARIABLES = (
    "clinic.name, clinic.phone, clinic.emergency_number, patient.given_name, day, step, "
    "links.page, links.unsubscribe, links.answer, answers, scale.lowest, scale.highest, "
    "visit.day, visit.time, visit.place, visit.several"
)
_VALUES = frozenset({ClinicVoice, PatientVoice, Links, VisitVoice})
_ROOTS = {"ClinicVoice": "clinic", "PatientVoice": "patient", "Links": "links", "Scale": "scale", "VisitVoice": "visit"}
HTML: Final = ".html"
"""How the names of templates end whose values are escaped."""

_OWN: Final = ("patient", "links")
"""The variables whose values are one patient's own."""

_LAYOUT: Final = "messages/_layout/"
_SET: Final = {"words": nodes.Dict, "language": nodes.Const}
"""What a template may set: the words of the answers, and the language of an email."""
_PLAIN: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Dict, nodes.Pair)
_KNOWN: Final = (
    *_PLAIN,
    *(nodes.Block, nodes.Extends, nodes.Include, nodes.Assign, nodes.For, nodes.If, nodes.CondExpr, nodes.Concat),
    *(nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.Tuple),
    *(nodes.And, nodes.Or, nodes.Not),
)
_BLOCKS: Final = ("preheader", "title", "content")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks nothing about our own frozen values: every text reads ten of them."""

    def __init__(self, files: BaseLoader) -> None:
        """Compile each template once."""
        super().__init__(
            loader=files,
            autoescape=_is_html,
            undefined=_Unknown,
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._files = files
        self._prints_plainly: dict[str, bool] = {}
        self._noted: ContextVar[set[str] | None] = ContextVar("noted", default=None)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a field of our own values at once; anything else through the sandbox."""
        if type(obj) in _VALUES and attribute in obj.__dataclass_fields__:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Pass a template's variables as one plain dict; Jinja would search a chain of mappings each time."""
        return {**self.globals, **(d or {})}

    def get_template(self, name: str | Template, *more: Any, **named: Any) -> Template:
        """Return a template, which others extend and include by the same call; its name may be noted."""
        found = super().get_template(name, *more, **named)
        noted = self._noted.get()
        if noted is not None and found.name is not None:
            noted.add(found.name)
        return found

    @contextmanager
    def noting_files(self) -> Generator[set[str]]:
        """Collect the names of all templates that take part in what is rendered in the block."""
        noted: set[str] = set()
        token = self._noted.set(noted)
        try:
            yield noted
        finally:
            self._noted.reset(token)

    def prints_plainly(self, name: str) -> bool:
        """Return True if a file does nothing with a patient's own values but print them: no filter, test or loop."""
        if name not in self._prints_plainly:
            tree = self.parse(self._files.get_source(self, name)[0], name)
            self._prints_plainly[name] = _prints_plainly(tree)
        return self._prints_plainly[name]


class _Unknown(StrictUndefined):
    """A variable that does not exist. It raises when used, and its message says what does exist."""

    @property
    def _undefined_message(self) -> str:
        name = self._undefined_name
        if isinstance(self._undefined_obj, dict):
            return f"there are no words for the answer {name!r}; add it to the table of words"
        root = _ROOTS.get(type(self._undefined_obj).__name__)
        full = f"{root}.{name}" if root else str(name or self._undefined_hint)
        return f"there is no variable {full!r}; use one of {VARIABLES}"


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(HTML)


def _prints_plainly(node: nodes.Node) -> bool:
    match node:
        case nodes.Output():
            rest = [one for one in node.nodes if not _is_own(one)]
            return all(map(_prints_plainly, rest))
        case nodes.Name(name=name):
            return name not in {*_OWN, "self", "super", "caller"}
        case nodes.Call(node=nodes.Getattr()):  # a method, not one of Jinja's own functions, some of which roll dice
            return all(map(_prints_plainly, node.iter_child_nodes()))
        case nodes.Filter(name="random"):
            return False
        case _:
            return isinstance(node, _KNOWN) and all(map(_prints_plainly, node.iter_child_nodes()))


def _is_own(node: nodes.Node) -> bool:
    path = _path(node)
    return len(path) == 2 and path[0] in _OWN  # noqa: PLR2004 a variable and its field


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
