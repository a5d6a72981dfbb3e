"""Replies that a clinic keeps ready: what stands in braces is filled in for the patient who gets one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS = ("first_name", "clinic_name", "clinic_phone")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One reply. `retired`: it is no longer offered."""

    id: int
    language: str
    title: str
    text: str
    retired: bool = False


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders in; what is none stays as it stands."""
    return _BRACES.sub(lambda field: values.get(field[1].strip(), field[0]), text)


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in braces and is no placeholder; a brace that is alone counts."""
    unknown = [f"{{{name}}}" for name in _BRACES.findall(text) if name.strip() not in PLACEHOLDERS]
    alone = _BRACES.sub("", text)
    return unknown + [brace for brace in "{}" if brace in alone]


def begin_with(clinic_name: str, words: str) -> str:
    """Put the clinic's name before what staff write, unless it stands there."""
    return words if words.casefold().startswith(clinic_name.casefold()) else f"{clinic_name}: {words}"
