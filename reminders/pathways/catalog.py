"""Finds pathways: a clinic's own folder laid over the shipped ones."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.core.plans.facts.asked import asked_facts
from reminders.pathways.nodes import place_of
from reminders.pathways.reading import PathwayFileError, read_pathway

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.plans.facts.asked import AskedFact
    from reminders.core.plans.pathway import Pathway

SHIPPED = Path(__file__).parent
STANDARD_STEPS = SHIPPED / "standard" / "visits.yaml"
"""Steps that each shipped pathway has at the end of its own."""
LARGEST_FILE = 256 * 1024


@dataclass(frozen=True, slots=True)
class PathwayFile:
    """A pathway and the text it was read from, which is what the database keeps.

    `care_version_id`: the clinic's own version it is; None for a file.
    """

    pathway: Pathway
    source: str
    care_version_id: int | None = None


class Catalog:
    """All pathways by id. Reading is done once, when the catalog is built."""

    def __init__(self, overlay: Path | None = None) -> None:
        """Read the shipped files and those of `overlay`, which win where the id is the same.

        Raises:
            PathwayFileError: a file is malformed, or two files of one folder have the same id.

        """
        self._files = _read_folder(SHIPPED, STANDARD_STEPS.read_text(encoding="utf-8"))
        if overlay is not None:
            if not overlay.is_dir():
                raise PathwayFileError(f"PATHWAYS_DIR {overlay} is not a folder")
            self._files |= _read_folder(overlay)

    def with_own(self, files: Mapping[str, PathwayFile]) -> Catalog:
        """Return a catalog in which a clinic's own versions are laid over these pathways."""
        laid = copy(self)
        laid._files = self._files | dict(files)  # noqa: SLF001 a copy of our own kind
        return laid

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in alphabetical order."""
        return tuple(sorted(self._files))

    @property
    def pathways(self) -> tuple[Pathway, ...]:
        """The pathways in order of id."""
        return tuple(self._files[name].pathway for name in self.ids)

    @property
    def facts(self) -> tuple[AskedFact, ...]:
        """What the pathways declare themselves, each name once: a column of a file and a field of a form."""
        return asked_facts(self.pathways)

    @property
    def fact_names(self) -> tuple[str, ...]:
        """The names of these facts."""
        return tuple(asked.name for asked in self.facts)

    def find(self, pathway_id: str) -> PathwayFile | None:
        """Return a pathway with its source, or None."""
        return self._files.get(pathway_id)


def read_file(path: Path, end: str = "") -> PathwayFile:
    """Read one pathway file, as if `end` stood at its end.

    Raises:
        PathwayFileError: it cannot be read or is not a valid pathway.

    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PathwayFileError(f"{path.name}: larger than {LARGEST_FILE // 1024} kB; a pathway is a page of text")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = bytes(error.object[: error.start]).decode("utf-8")
        place = place_of(before, len(before))
        raise PathwayFileError(f"{path.name}, {place}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise PathwayFileError(f"{path.name}: cannot be read: {error.strerror}") from None
    if end:
        text = f"{text.rstrip()}\n\n{end}"
    return PathwayFile(read_pathway(text, path.name), text)


def _read_folder(folder: Path, end: str = "") -> dict[str, PathwayFile]:
    """Read the pathways of a folder; `end` are steps that each has at the end of its own."""
    files: dict[str, PathwayFile] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        file = read_file(path, end)
        if file.pathway.id in files:
            raise PathwayFileError(f"{path.name}: another file of this folder has the id {file.pathway.id!r} already")
        files[file.pathway.id] = file
    return files
