"""The partner files of a process: each is read once, and again when it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.partners.reading import file_of, read_partner

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reminders.core.hl7.partner import Partner

_MAX_KEPT: Final = 200


class PartnerFiles:
    """The files of one folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, frozenset[str] | None, frozenset[str] | None], tuple[tuple[int, int], Partner]] = {}

    def find(self, name: str, plans: Iterable[str] | None = None, facts: Iterable[str] | None = None, /) -> Partner:
        """Return a partner; `plans` are the care plans that its codes may stand for, `facts` what these ask about.

        None: not known yet.

        Raises:
            PartnerFileError: there is no such file, or something in it cannot be used.

        """
        key = (name, None if plans is None else frozenset(plans), None if facts is None else frozenset(facts))
        stamp = self._stamp(name)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        partner = read_partner(self._folder, name, key[1], key[2])
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        self._kept[key] = (stamp, partner)
        return partner

    def _stamp(self, name: str) -> tuple[int, int]:
        """Return what changes when a file does; it is taken before the file is read."""
        try:
            about = file_of(self._folder, name).stat()
        except OSError:
            return (0, 0)  # reading it says what is wrong
        return about.st_mtime_ns, about.st_size
