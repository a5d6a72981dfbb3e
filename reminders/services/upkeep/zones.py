"""The rules of time zones on this machine: how fresh they are, and which zones they lack."""

from __future__ import annotations

import re
import zoneinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RELEASE = re.compile(r"\d{4}[a-z]+")


def zones_not_known(names: Iterable[str]) -> list[str]:
    """Return those zones whose rules are missing, in order."""
    return sorted(name for name in names if not _is_known(name))


def release_of_zones() -> str | None:
    """Return the release of the rules that are in use, such as `2026a`; None without any.

    `zoneinfo` asks the system's files first and the tzdata package after them. A system without a readable release
    counts as what the package says.
    """
    if not _is_known("America/New_York"):
        return None
    for folder in zoneinfo.TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with (Path(folder) / name).open(encoding="ascii", errors="replace") as file:
                    release = _RELEASE.search(file.readline())
            except OSError:
                continue
            if release:
                return release[0]
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except ImportError:
        return None


def _is_known(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
