"""What is live at each clinic, kept once per process as long as the same versions are."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.core.plans.pathway import Step
    from reminders.pathways.catalog import Catalog, PathwayFile
    from reminders.ports import Renderer


@dataclass(frozen=True)
class LiveCare:
    """What a clinic's messages are made from. `wording`: the live version of its own, by template.

    `plans` are read on first need: sending needs the words only, and a plan of one clinic that no longer reads must
    not stop what other clinics send.
    """

    shipped: Catalog
    renderer: Renderer
    wording: Mapping[str, int] = field(default_factory=dict[str, int])
    plans: Callable[[], Mapping[str, PathwayFile]] | None = None

    @cached_property
    def catalog(self) -> Catalog:
        """The care plans, the clinic's own laid over the shipped ones.

        Raises:
            PathwayFileError: a plan of its own does not read.

        """
        return self.shipped.with_own(self.plans()) if self.plans else self.shipped

    def wording_version(self, step: Step | None) -> int | None:
        """Return which of the clinic's own wordings a step is written in; None for the shipped one."""
        return self.wording.get(step.template) if step else None


class CareBook:
    """Keeps what is live per clinic, as long as the same versions are."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[int, ...], LiveCare]] = {}

    def get(self, clinic_id: int, ids: tuple[int, ...]) -> LiveCare | None:
        """Return what was built from exactly these versions, or None."""
        kept = self._kept.get(clinic_id)
        return kept[1] if kept and kept[0] == ids else None

    def keep(self, clinic_id: int, ids: tuple[int, ...], care: LiveCare) -> LiveCare:
        """Keep what was built from these versions."""
        self._kept[clinic_id] = (ids, care)
        return care
