"""Reads a pathway file: YAML text in, a validated `Pathway` out, every mistake with its line and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from yaml.nodes import SequenceNode

from reminders.core.model.contact import Channel, Party
from reminders.core.model.quiet_hours import Span
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.pathway import TO_PATIENT, Pathway, PathwayError, Step, parse_duration, second_asks
from reminders.core.plans.questions import DEFAULT_OPEN_FOR, Ask, Scale, Threshold, parse_threshold
from reminders.pathways.content import BOTH_CHANNELS, content_hash
from reminders.pathways.fact_reading import FactReader
from reminders.pathways.nodes import NodeReader, PathwayFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.nodes import Node

_STEP_REQUIRED = frozenset({"key", "between", "valid_for", "channels", "template"})
_STEP_OPTIONAL = frozenset(
    {
        "when",
        "unless",
        "ask",
        "repeat",
        "optional",
        "priority",
        "to",
        "needs_staff",
        "anchor",
        "after_discharge",
        "day",
        "before",
    }
)
_TO = {"patient": TO_PATIENT, "caregiver": frozenset({Party.CAREGIVER}), "both": frozenset(Party)}
_MAX_DAY = 3650


@lru_cache(maxsize=256)
def read_pathway(text: str, file: str, *, kept: bool = False) -> Pathway:
    """Read one pathway; `file` is the name used in errors. The same text is parsed once: a pathway never changes.

    `kept`: it was read before, and patients are on it; a rule that came later does not refuse it.

    Raises:
        PathwayFileError: the text is not a valid pathway; one sentence with file, line and column.

    """
    reader = NodeReader(file)
    top = reader.parse(text)
    keys = reader.mapping(top, frozenset({"id", "version", "title", "steps"}), frozenset({"facts"}))
    facts = FactReader(reader, keys.get("facts"), kept=kept)
    try:
        return Pathway(
            id=reader.text(keys["id"]),
            version=reader.integer(keys["version"]),
            title=reader.texts(keys["title"]),
            steps=second_asks([_read_step(reader, node, facts) for node in reader.items(keys["steps"])]),
            facts=facts.facts,
        )
    except PathwayError as error:
        raise reader.wrong(_blamed(reader, keys["steps"], str(error)) or top, str(error)) from None


def _read_step(reader: NodeReader, node: Node, facts: FactReader) -> Step:
    keys = reader.mapping(node, _STEP_REQUIRED, _STEP_OPTIONAL)
    anchor = _read_anchor(reader, keys["anchor"]) if "anchor" in keys else Anchor.SURGERY
    day = _read_day(reader, node, keys, anchor)
    try:
        step = Step(
            key=reader.text(keys["key"]),
            day=day,
            between=_read_between(reader, keys["between"]),
            valid_for=reader.convert(keys["valid_for"], lambda: parse_duration(reader.value(keys["valid_for"]))),
            channels=_read_channels(reader, keys["channels"]),
            on_both=_is_both(keys["channels"]),
            anchor=anchor,
            after_discharge=reader.integer(keys["after_discharge"]) if "after_discharge" in keys else None,
            template=reader.text(keys["template"]),
            ask=_read_ask(reader, keys["ask"]) if "ask" in keys else None,
            when=facts.conditions(keys.get("when")),
            unless=facts.conditions(keys.get("unless")),
            repeat="repeat" in keys and reader.truth(keys["repeat"]),
            optional="optional" in keys and reader.truth(keys["optional"]),
            priority=reader.integer(keys["priority"]) if "priority" in keys else 0,
            to=_read_to(reader, keys["to"]) if "to" in keys else TO_PATIENT,
            needs_staff="needs_staff" in keys and reader.truth(keys["needs_staff"]),
        )
    except PathwayError as error:
        at = keys.get("after_discharge") if str(error).startswith("after_discharge") else None
        raise reader.wrong(at or node, str(error)) from None
    if step.ask is not None and step.ask.again_after is not None:
        reader.convert(_node_of(reader, keys["ask"], "again_after"), lambda: second_asks([step]))
    return step


def _node_of(reader: NodeReader, node: Node, name: str) -> Node:
    """Return the value of a key in a mapping that was read already."""
    return next(value for key, value in reader.pairs(node) if reader.text(key) == name)


def _read_between(reader: NodeReader, node: Node) -> Span:
    times = reader.items(node)
    if len(times) != 2:  # noqa: PLR2004 a window has two ends
        raise reader.wrong(node, 'between takes two times, for example ["10:00", "12:00"]')
    start, end = (reader.text(item) for item in times)
    return reader.convert(node, lambda: Span.parse(start, end))


def _is_both(node: Node) -> bool:
    return node.value == BOTH_CHANNELS


def _read_channels(reader: NodeReader, node: Node) -> tuple[Channel, ...]:
    """Read a list of channels, of which the first that is open is used; or the word `both`."""
    if _is_both(node):
        return tuple(Channel)
    return tuple(_read_channel(reader, item) for item in reader.items(node))


def _read_channel(reader: NodeReader, node: Node) -> Channel:
    name = reader.text(node)
    if name not in {channel.value for channel in Channel}:
        raise reader.wrong(node, f"{name!r} is not a channel; write sms or email")
    return Channel(name)


def _read_anchor(reader: NodeReader, node: Node) -> Anchor:
    word = reader.text(node)
    if word not in set(Anchor):
        raise reader.wrong(node, f"{word!r} is not an anchor; write {' or '.join(Anchor)}")
    return Anchor(word)


def _read_day(reader: NodeReader, node: Node, keys: Mapping[str, Node], anchor: Anchor) -> int:
    """Read the day of a step: `day`, or for one that comes before a visit so many days `before` it."""
    name, other = ("before", "day") if anchor is Anchor.VISIT else ("day", "before")
    if other in keys:
        raise reader.wrong(keys[other], f"a step with anchor: {anchor} has `{name}` instead of `{other}`")
    if name not in keys:
        example = ", for example before: 1d" if name == "before" else ""
        raise reader.wrong(node, f"{name!r} is missing: a step with anchor: {anchor} needs it{example}")
    if name == "day":
        day = reader.integer(keys[name])
    else:
        before = reader.convert(keys[name], lambda: parse_duration(reader.value(keys[name])))
        if before % timedelta(days=1):
            raise reader.wrong(keys[name], "a visit is announced whole days before it, for example before: 1d")
        day = -before.days
    if abs(day) > _MAX_DAY:
        raise reader.wrong(keys[name], f"day {day} is more than ten years away")
    return day


def _read_to(reader: NodeReader, node: Node) -> frozenset[Party]:
    word = reader.text(node)
    if word not in _TO:
        raise reader.wrong(node, f"{word!r} is not a valid recipient; write patient, caregiver or both")
    return _TO[word]


_ASK_KEYS = frozenset({"answers", "scale", "parts", "open_for", "follow_up", "thanks", "again_after"})


def _read_ask(reader: NodeReader, node: Node) -> Ask:
    keys = reader.mapping(node, frozenset(), _ASK_KEYS)
    scale = _read_scale(reader, keys)
    if scale is None and "answers" not in keys:
        raise reader.wrong(node, "'answers' is missing; write answers: {1: done, 2: not_yet} or scale: [0, 10]")
    open_for = _read_duration(reader, keys.get("open_for")) or DEFAULT_OPEN_FOR
    try:
        return Ask(
            answers=_read_answers(reader, keys["answers"]) if "answers" in keys else {},
            open_for=open_for,
            follow_up=frozenset() if scale else frozenset(_follow_ups(reader, keys.get("follow_up"))),
            thanks=reader.truth(keys["thanks"]) if "thanks" in keys else scale is not None,
            scale=scale,
            thresholds=_read_thresholds(reader, keys.get("follow_up")) if scale else (),
            again_after=_read_duration(reader, keys.get("again_after")),
        )
    except PathwayError as error:
        raise reader.wrong(node, str(error)) from None


def _read_answers(reader: NodeReader, node: Node) -> dict[int, str]:
    answers: dict[int, str] = {}
    for digit, code in reader.pairs(node):
        number = reader.integer(digit)
        if number in answers:
            raise reader.wrong(digit, f"answer {number} stands twice")
        answers[number] = reader.text(code)
    return answers


def _read_scale(reader: NodeReader, keys: Mapping[str, Node]) -> Scale | None:
    if "scale" not in keys:
        if "parts" in keys:
            raise reader.wrong(keys["parts"], "parts belong to a scale; add scale: [0, 10]")
        return None
    ends = [reader.integer(item) for item in reader.items(keys["scale"])]
    parts = tuple(reader.text(item) for item in reader.items(keys["parts"])) if "parts" in keys else ()
    if len(ends) != 2:  # noqa: PLR2004 a scale has two ends
        raise reader.wrong(keys["scale"], "scale takes the lowest and the highest number, for example [0, 10]")
    scale = reader.convert(keys["scale"], lambda: Scale(ends[0], ends[1]))
    return reader.convert(keys["parts"], lambda: replace(scale, parts=parts)) if "parts" in keys else scale


def _follow_ups(reader: NodeReader, node: Node | None) -> list[str]:
    """Read the codes of a list; a scale may give one follow-up without a list."""
    if node is not None and not isinstance(node, SequenceNode):
        raise reader.wrong(node, "follow_up of coded answers is a list of them, for example follow_up: [not_yet]")
    return [] if node is None else [reader.text(item) for item in reader.items(node)]


def _read_thresholds(reader: NodeReader, node: Node | None) -> tuple[Threshold, ...]:
    if node is None:
        return ()
    items = reader.items(node) if isinstance(node, SequenceNode) else [node]
    return tuple(_read_threshold(reader, item) for item in items)


def _read_threshold(reader: NodeReader, node: Node) -> Threshold:
    return reader.convert(node, lambda: parse_threshold(reader.text(node)))


def _read_duration(reader: NodeReader, node: Node | None) -> timedelta | None:
    return None if node is None else reader.convert(node, lambda: parse_duration(reader.value(node)))


def _blamed(reader: NodeReader, steps: Node, message: str) -> Node | None:
    """Find the step that a pathway-wide mistake names, so that the error points at it."""
    blamed = None
    for node in reader.items(steps):
        keys = {reader.text(key): value for key, value in reader.pairs(node)}
        if f"step {reader.text(keys['key'])!r}" in message:
            blamed = keys["key"]
    return blamed


__all__ = ["PathwayFileError", "content_hash", "read_pathway"]
