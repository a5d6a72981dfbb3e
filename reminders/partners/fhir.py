"""The part `fhir` of a partner's file: where the server is, how we sign in, what is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from yaml.nodes import SequenceNode

from reminders.core.hl7.fhir_source import CodedFact, FHIRSource
from reminders.core.plans.pathway import parse_duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.nodes import Node

    from reminders.pathways.nodes import NodeReader

_FHIR_COLUMNS: Final = frozenset(
    {
        "base_url",
        "network",
        "token_url",
        "client_id",
        "key_id",
        "private_key_file",
        "scope",
        "resources",
        "search",
        "every",
        "overlap",
        "look_back",
        "page_size",
        "case_id",
        "record_number",
        "consent",
        "write_back",
        "loinc",
        "facts",
    }
)
_POLLED: Final = frozenset({"Patient", "Appointment", "Procedure", "Encounter", "Consent"})
_WRITTEN: Final = frozenset({"Communication", "QuestionnaireResponse", "Observation"})
_MAX_PAGE: Final = 1000
_RESERVED: Final = frozenset({"_lastUpdated", "_sort", "_count"})


def read_fhir(reader: NodeReader, node: Node, facts: frozenset[str] | None = None) -> FHIRSource:
    """Read the part `fhir`; `facts` are those that care plans may ask about, None where they are not known yet.

    Raises:
        PathwayFileError: something in it cannot be used.

    """
    keys = reader.mapping(node, frozenset(), _FHIR_COLUMNS)
    standard, consent = FHIRSource(), _consent(reader, keys.get("consent"))
    polled = standard.resources + (("Consent",) if consent else ())

    def text(name: str) -> str:
        return reader.text(keys[name]) if name in keys else ""

    if "token_url" in keys and "client_id" not in keys:
        raise reader.wrong(keys["token_url"], "token_url needs client_id, too")
    return FHIRSource(
        case_systems=_systems(reader, keys.get("case_id")),
        record_systems=_systems(reader, keys.get("record_number")),
        consent=consent,
        base_url=_url(reader, keys.get("base_url")),
        token_url=_url(reader, keys.get("token_url")),
        client_id=text("client_id"),
        key_id=text("key_id"),
        key_files=_files(reader, keys.get("private_key_file")),
        scope=text("scope"),
        resources=_names(reader, keys.get("resources"), _POLLED) or polled,
        search=_search(reader, keys.get("search")),
        every=_duration(reader, keys.get("every"), standard.every),
        overlap=_duration(reader, keys.get("overlap"), standard.overlap),
        look_back=_duration(reader, keys.get("look_back"), standard.look_back),
        page_size=_page_size(reader, keys.get("page_size"), standard.page_size),
        is_private=_is_private(reader, keys.get("network")),
        write_back=_write_back(reader, keys),
        loinc=reader.texts(keys["loinc"]) if "loinc" in keys else {},
        facts=_facts(reader, keys["facts"], facts) if "facts" in keys else {},
    )


def _write_back(reader: NodeReader, keys: Mapping[str, Node]) -> frozenset[str]:
    if "write_back" in keys and "base_url" not in keys:
        raise reader.wrong(keys["write_back"], "write_back needs base_url, too")
    return frozenset(_names(reader, keys.get("write_back"), _WRITTEN))


def _files(reader: NodeReader, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    return _systems(reader, node) if isinstance(node, SequenceNode) else (reader.text(node),)


def _systems(reader: NodeReader, node: Node | None) -> tuple[str, ...]:
    return () if node is None else tuple(reader.text(item) for item in reader.items(node))


def _consent(reader: NodeReader, node: Node | None) -> Mapping[str, frozenset[str]]:
    if node is None:
        return {}
    channels = reader.mapping(node, frozenset(), frozenset({"sms", "email"}))
    return {name: frozenset(reader.value(item) for item in reader.items(codes)) for name, codes in channels.items()}


def _facts(reader: NodeReader, node: Node, facts: frozenset[str] | None) -> Mapping[str, CodedFact]:
    known = frozenset(reader.text(key) for key, _value in reader.pairs(node)) if facts is None else facts
    return {name: _fact(reader, value) for name, value in reader.mapping(node, frozenset(), known).items()}


def _fact(reader: NodeReader, node: Node) -> CodedFact:
    keys = reader.mapping(node, frozenset(), frozenset({"extension", "values", "codes"}))
    if ("extension" in keys) != ("values" in keys) or not keys:
        raise reader.wrong(node, "name an extension with its values, or codes, or both")
    extension = reader.text(keys["extension"]) if "extension" in keys else ""
    return CodedFact(extension, _values(reader, keys.get("values")), _values(reader, keys.get("codes")))


def _values(reader: NodeReader, node: Node | None) -> Mapping[str, str]:
    """Read our values by theirs."""
    return {} if node is None else {reader.value(key): reader.value(value) for key, value in reader.pairs(node)}


def _url(reader: NodeReader, node: Node | None) -> str | None:
    if node is None:
        return None
    url = reader.text(node)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise reader.wrong(node, "this must be an address such as https://fhir.example.org/R4")
    return url.rstrip("/")


def _names(reader: NodeReader, node: Node | None, known: frozenset[str]) -> tuple[str, ...]:
    names: list[str] = []
    for item in reader.items(node) if node is not None else []:
        name = reader.text(item)
        if name not in known:
            raise reader.wrong(item, f"{name!r} cannot stand here; known: {', '.join(sorted(known))}")
        names.append(name)
    return tuple(dict.fromkeys(names))


def _search(reader: NodeReader, node: Node | None) -> Mapping[str, Mapping[str, str]]:
    if node is None:
        return {}
    search: dict[str, Mapping[str, str]] = {}
    for name, value in reader.mapping(node, frozenset(), _POLLED).items():
        search[name] = reader.texts(value)
        if _RESERVED & set(search[name]):
            raise reader.wrong(value, "_lastUpdated, _sort and _count are ours")
    return search


def _duration(reader: NodeReader, node: Node | None, standard: timedelta) -> timedelta:
    if node is None:
        return standard
    text = reader.text(node)
    length = reader.convert(node, lambda: parse_duration(text))
    if not timedelta(minutes=1) <= length <= timedelta(days=365):
        raise reader.wrong(node, "this must lie between 1m and 365d")
    return length


def _page_size(reader: NodeReader, node: Node | None, standard: int) -> int:
    size = standard if node is None else reader.integer(node)
    if node is not None and not 1 <= size <= _MAX_PAGE:
        raise reader.wrong(node, f"page_size must lie between 1 and {_MAX_PAGE}")
    return size


def _is_private(reader: NodeReader, node: Node | None) -> bool:
    word = "public" if node is None else reader.text(node)
    if node is not None and word not in {"public", "private"}:
        raise reader.wrong(node, "network takes public (the default) or private")
    return word == "private"
