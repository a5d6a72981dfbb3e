"""Where data files are: a folder a language, `shared` for what belongs to none, `facts` for what is no language.

A clinic's own languages (`LANGUAGES_DIR`) come beside the shipped ones. A file of a language that is shipped adds to
it: no stop word and no red flag can be lost that way.
"""

from __future__ import annotations

import importlib.resources
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(str(importlib.resources.files("reminders.data")))
SHARED: Final = "shared"
FACTS: Final = "facts"
DEFAULT_LANGUAGE: Final = "en"
"""What is spoken where nothing else is known."""

_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_roots: list[Path] = [ROOT]


def roots() -> tuple[Path, ...]:
    """The folders of languages, a clinic's own first."""
    return tuple(_roots)


def use_languages(folder: Path | None) -> bool:
    """Take a folder of languages beside the shipped ones, or none; return whether that changes anything.

    A process does so once, when it starts: code keeps what it has read.
    """
    folders = [ROOT] if folder is None else [folder.resolve(), ROOT]
    if folders == _roots:
        return False
    _roots[:] = folders
    languages.cache_clear()
    return True


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder, in order."""
    places = (place for root in _roots for place in root.iterdir() if place.is_dir())
    return tuple(sorted({place.name for place in places if _LANGUAGE.fullmatch(place.name)}))


def files_named(folder: str, name: str) -> tuple[Path, ...]:
    """The files of a language, or of `shared`, under one name: the shipped one, and what a clinic's own adds."""
    return tuple(place for root in reversed(_roots) if (place := root / folder / name).is_file())


def files_of(language: str, folder: str, ending: str) -> Iterator[Path]:
    """All files of a folder of a language, the shipped ones first, in the order of their names."""
    for root in reversed(_roots):
        yield from sorted((root / language / folder).glob(f"*{ending}"))


def told(place: Path) -> str:
    """How an error names a file."""
    return f"reminders/data/{place.relative_to(ROOT).as_posix()}" if place.is_relative_to(ROOT) else str(place)
