"""What a file holds: a Bundle, one resource, or a resource on each line (NDJSON). What cannot be read is told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from reminders.core.fhir.node import object_at
from reminders.core.fhir.pool import Entry
from reminders.core.hl7.message import MessageError
from reminders.services.hl7.read import json_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.core.fhir.node import Node


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is no resource, where it stands, and why."""

    path: str
    problem: MessageError


def collect(content: bytes) -> list[Entry | Broken]:
    """Return what a file holds, in its order.

    Raises:
        MessageError: it holds no JSON at all.

    """
    lines = [(number, line) for number, line in enumerate(content.splitlines(), start=1) if line.strip()]
    try:
        return list(_document(json_of(content.removeprefix(b"\xef\xbb\xbf")), ""))
    except MessageError:
        read = [item for number, line in lines for item in _line(number, line)]
        if all(isinstance(item, Broken) for item in read):
            raise
        return read


def _line(number: int, line: bytes) -> Iterator[Entry | Broken]:
    path = f"line {number}"
    try:
        document = json_of(line)
    except MessageError as error:
        yield Broken(path, error)
        return
    yield from _document(document, path)


def _document(document: object, path: str) -> Iterator[Entry | Broken]:
    if isinstance(document, list):
        for index, item in enumerate(cast("list[object]", document)):
            yield from _document(item, f"{path}[{index}]")
        return
    try:
        node = object_at(document, path or "file")
        kind = node.text("resourceType")
        if not kind:
            raise node.wrong("resourceType", "the resource type is missing", "missing")
    except MessageError as error:
        yield Broken(path or "file", error)
        return
    if kind != "Bundle":
        yield Entry(node.value, path=path or kind)
        return
    yield from _entries(node, f"{path}: Bundle" if path else "Bundle")


def _entries(bundle: Node, path: str) -> Iterator[Entry | Broken]:
    listed = bundle.value.get("entry")
    if listed is not None and not isinstance(listed, list):
        yield Broken(f"{path}.entry", MessageError("wrong", "Bundle.entry", "this must be a list"))
        return
    for index, item in enumerate(cast("list[object]", listed or [])):
        where = f"{path}.entry[{index}]"
        try:
            node = object_at(item, "entry")
            resource = node.node("resource")
            if resource is None:
                if node.value.get("request") is not None or node.value.get("response") is not None:
                    continue  # a deletion in a history, or the answer to a transaction
                raise node.wrong("resource", "the resource is missing", "missing")
            if not resource.text("resourceType"):
                raise resource.wrong("resourceType", "the resource type is missing", "missing")
            yield Entry(resource.value, node.text("fullUrl"), where)
        except MessageError as error:
            yield Broken(where, error)
