"""Reads a partner's file: YAML in, a `Partner` out, every mistake with file, line and key."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reminders.core.hl7.charset import codec_of
from reminders.core.hl7.message import FieldPath
from reminders.core.hl7.partner import READMISSION_WITHIN, STANDARD_FIELDS, CodedField, IgnoreRule, Partner
from reminders.core.model.errors import SetupError
from reminders.partners.fhir import read_fhir
from reminders.pathways.nodes import NodeReader, PathwayFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yaml.nodes import Node

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
LARGEST_FILE: Final = 256 * 1024
_REQUIRED = frozenset({"partner", "procedures"})
_OPTIONAL_COLUMNS = (
    "clinic",
    "timezone",
    "charset",
    "sender",
    "other_procedures",
    "unmapped",
    "languages",
    "fields",
    "facts",
    "consent",
    "ignore",
    "readmission_days",
    "fhir",
)
_CHANNELS = frozenset({"sms", "email"})
_MAX_DAYS = 365


class PartnerFileError(SetupError):
    """A partner's file cannot be used. The message is one sentence that names file, line and column."""


class NoPartnerError(PartnerFileError):
    """There is no partner of this name."""


def read_partner(
    folder: Path | None, name: str, plans: Iterable[str] | None = None, facts: Iterable[str] | None = None
) -> Partner:
    """Read the file of a partner; `plans` are the care plans there are, `facts` the facts they may ask about.

    None: which there are is not known yet, and whatever the file names is taken.

    Raises:
        PartnerFileError: there is no such file, or something in it cannot be used.

    """
    path = file_of(folder, name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PartnerFileError(f"{path.name}: larger than {LARGEST_FILE // 1024} kB")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PartnerFileError(f"{path.name}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise PartnerFileError(f"{path.name}: cannot be read: {error.strerror}") from None
    try:
        return _Reader(path.name, _set(plans), _set(facts)).read(text, name)
    except PathwayFileError as error:
        raise PartnerFileError(str(error)) from None


def file_of(folder: Path | None, name: str) -> Path:
    """Return the file of a partner.

    Raises:
        PartnerFileError: there is no such file.

    """
    if folder is None:
        raise PartnerFileError("HL7_PARTNERS_DIR is not set: name the folder that holds the partner files")
    if not folder.is_dir():
        raise PartnerFileError(f"HL7_PARTNERS_DIR {folder} is not a folder")
    files = {path.stem: path for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")])}
    if name not in files:
        known = ", ".join(files) or "none yet"
        raise NoPartnerError(f"there is no partner file {name}.yaml in {folder}; there are: {known}")
    return files[name]


def _set(names: Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def partner_names(folder: Path | None) -> list[str]:
    """Return the names of the partner files there are, in order."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.stem for path in [*folder.glob("*.yml"), *folder.glob("*.yaml")])


class _Reader(NodeReader):
    """Reads the parts of one file."""

    def __init__(self, file: str, plans: frozenset[str] | None, facts: frozenset[str] | None) -> None:
        super().__init__(file, "a partner file begins with `partner:`")
        self._plans = plans
        self._facts = facts

    def read(self, text: str, name: str) -> Partner:
        """Read the whole file."""
        keys = self.mapping(self.parse(text), _REQUIRED, frozenset(_OPTIONAL_COLUMNS))
        if self.text(keys["partner"]) != name or not NAME.fullmatch(name):
            raise self.wrong(keys["partner"], "partner must be the name of the file: small letters, digits, - and _")
        senders = self.mapping(keys["sender"], frozenset(), _SENDERS) if "sender" in keys else {}
        others = self.items(keys["other_procedures"]) if "other_procedures" in keys else []
        return Partner(
            name=name,
            clinic=self.text(keys["clinic"]) if "clinic" in keys else None,
            zone=self._zone(keys["timezone"]) if "timezone" in keys else None,
            procedures=self._procedures(keys["procedures"]),
            charset=self._charset(keys["charset"]) if "charset" in keys else "utf-8",
            applications=self._one_or_more(senders.get("application")),
            facilities=self._one_or_more(senders.get("facility")),
            other_procedures=frozenset(self.value(item) for item in others),
            languages=self._languages(keys.get("languages")),
            fields=self._fields(keys.get("fields")),
            facts=self._facts_of(keys.get("facts")),
            consent=self._consent(keys.get("consent")),
            ignore=self._rules(keys.get("ignore")),
            ignores_unmapped="unmapped" in keys and self._ignores(keys["unmapped"]),
            readmission_within=self._days(keys["readmission_days"])
            if "readmission_days" in keys
            else READMISSION_WITHIN,
            fhir=read_fhir(self, keys["fhir"], self._facts) if "fhir" in keys else None,
        )

    def _zone(self, node: Node) -> ZoneInfo:
        name = self.text(node)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise self.wrong(node, f"{name!r} is not a time zone; write it as in America/Chicago") from None

    def _charset(self, node: Node) -> str:
        codec = codec_of(self.text(node))
        if codec is None:
            raise self.wrong(node, "not a known character set; write it as in UNICODE UTF-8 or 8859/1")
        return codec

    def _one_or_more(self, node: Node | None) -> frozenset[str]:
        return frozenset() if node is None else frozenset(self.value(item) for item in self.items(node))

    def _procedures(self, node: Node) -> Mapping[str, str]:
        plans: dict[str, str] = {}
        for key, value in self.pairs(node):
            code, plan = self.value(key), self.text(value)
            if code in plans:
                raise self.wrong(key, f"{code!r} stands twice")
            if self._plans is not None and plan not in self._plans:
                known = ", ".join(sorted(self._plans))
                raise self.wrong(value, f"{plan!r} is not a care plan; known: {known}")
            plans[code] = plan
        if not plans:
            raise self.wrong(node, 'procedures names no code; write one as in "63030": microdiscectomy')
        return plans

    def _languages(self, node: Node | None) -> Mapping[str, str]:
        return {} if node is None else self.texts(node)

    def _path(self, node: Node) -> FieldPath:
        text = self.text(node)
        return self.convert(node, lambda: FieldPath.parse(text))

    def _fields(self, node: Node | None) -> Mapping[str, tuple[FieldPath, ...]]:
        if node is None:
            return {}
        keys = self.mapping(node, frozenset(), frozenset(STANDARD_FIELDS))
        return {name: tuple(self._path(item) for item in self.items(value)) for name, value in keys.items()}

    def _facts_of(self, node: Node | None) -> Mapping[str, CodedField]:
        if node is None:
            return {}
        known = frozenset(self.text(key) for key, _value in self.pairs(node)) if self._facts is None else self._facts
        return {name: self._coded(value) for name, value in self.mapping(node, frozenset(), known).items()}

    def _consent(self, node: Node | None) -> Mapping[str, CodedField]:
        if node is None:
            return {}
        coded = {name: self._coded(value) for name, value in self.mapping(node, frozenset(), _CHANNELS).items()}
        for name, item in coded.items():
            if not set(item.values.values()) <= {"yes", "no"}:
                raise self.wrong(node, f'consent {name} must map each code to "yes" or "no"')
        return coded

    def _coded(self, node: Node) -> CodedField:
        keys = self.mapping(node, frozenset({"field", "values"}), frozenset())
        values = {self.value(code): self.text(meaning) for code, meaning in self.pairs(keys["values"])}
        return CodedField(self._path(keys["field"]), values)

    def _rules(self, node: Node | None) -> tuple[IgnoreRule, ...]:
        return () if node is None else tuple(self._rule(item) for item in self.items(node))

    def _rule(self, node: Node) -> IgnoreRule:
        keys = self.mapping(node, frozenset({"field", "values", "because"}), frozenset())
        values = frozenset(self.value(item) for item in self.items(keys["values"]))
        return IgnoreRule(self._path(keys["field"]), values, self.text(keys["because"]))

    def _ignores(self, node: Node) -> bool:
        word = self.text(node)
        if word not in {"work_list", "ignore"}:
            raise self.wrong(node, "unmapped takes work_list (the default) or ignore")
        return word == "ignore"

    def _days(self, node: Node) -> timedelta:
        days = self.integer(node)
        if not 1 <= days <= _MAX_DAYS:
            raise self.wrong(node, f"readmission_days must lie between 1 and {_MAX_DAYS}")
        return timedelta(days=days)


_SENDERS = frozenset({"application", "facility"})
