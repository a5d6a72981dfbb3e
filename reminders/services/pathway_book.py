"""Pathway versions as the database keeps them, parsed once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.pathways.reading import content_hash, read_pathway
from reminders.store.plans import pathway_versions

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.plans.pathway import Pathway
    from reminders.pathways.catalog import PathwayFile
    from reminders.store.database.session import Tx


MAX_HASHES: Final = 1000


class PathwayBook:
    """Reads snapshots by id and makes new ones. A snapshot never changes, so it is kept for good."""

    def __init__(self) -> None:
        self._read: dict[int, Pathway] = {}
        self._hashes: dict[int, tuple[Pathway, str]] = {}
        self._ids: dict[tuple[str, int], tuple[str, int]] = {}
        self._made: dict[int, Tx] = {}

    def get(self, tx: Tx, version_id: int) -> Pathway:
        """Return the pathway of a snapshot."""
        if version_id not in self._read:
            source = pathway_versions.source_of(tx, version_id)
            self._read[version_id] = read_pathway(source, f"pathway version {version_id}", kept=True)
        return self._read[version_id]

    def forget(self) -> None:
        """Drop what transactions of this process have made: ids of one that was undone may be given out again."""
        for version_id in list(self._made):
            self._read.pop(version_id, None)

    def conflict(self, tx: Tx, file: PathwayFile) -> str | None:
        """Return why a pathway file cannot be used beside what is kept, or None."""
        pathway = file.pathway
        key = pathway_versions.key_of(pathway.version, file.care_version_id)
        stored_hash = pathway_versions.kept_hash(tx, pathway.id, key)
        if stored_hash is None or stored_hash == self._hash(pathway):
            return None
        return pathway_versions.conflict_message(pathway.id, pathway.version)

    def snapshot(self, tx: Tx, file: PathwayFile, at: datetime) -> int:
        """Keep a pathway on first use and return its snapshot's id; one that others see too is looked up once.

        Raises:
            PathwayConflictError: its id and version are in use with other content.

        """
        pathway = file.pathway
        hashed, number = self._hash(pathway), pathway_versions.key_of(pathway.version, file.care_version_id)
        kept = self._ids.get((pathway.id, number))
        if kept is None or kept[0] != hashed:
            found = pathway_versions.snapshot(
                tx, pathway.id, pathway.version, hashed, file.source, at, file.care_version_id
            )
            kept = hashed, found.id
            if found.is_new:
                self._made[found.id] = tx
            elif self._made.get(found.id) is not tx:  # its transaction was committed: this one sees it
                self._made.pop(found.id, None)
                self._ids[pathway.id, number] = kept
        return kept[1]

    def _hash(self, pathway: Pathway) -> str:
        """Hash a pathway once: it is asked for with every enrollment, and a pathway never changes."""
        kept = self._hashes.get(id(pathway))
        if kept is None:  # the pathway is kept with it, so that its id is given to no other one
            if len(self._hashes) >= MAX_HASHES:
                self._hashes.clear()
            kept = self._hashes[id(pathway)] = (pathway, content_hash(pathway))
        return kept[1]
