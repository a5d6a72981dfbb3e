"""The care plans and the wording that are live at a clinic: its own versions, laid over the shipped ones."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reminders.core.wording.care_versions import CareKind, CareVersion
from reminders.pathways.catalog import PathwayFile
from reminders.pathways.reading import read_pathway
from reminders.services.care_book import LiveCare
from reminders.store.plans import care_versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def care_of_all(context: Context, tx: Tx, clinic_ids: Collection[int], now: datetime) -> dict[int, LiveCare]:
    """Return what is live at each of these clinics; one query where nothing has changed, none for no clinic."""
    live = care_versions.live_ids(tx, now, clinic_ids) if clinic_ids else {}
    own = {
        clinic_id: context.care.get(clinic_id, ids) or _build(context, tx, clinic_id, ids)
        for clinic_id, ids in live.items()
    }
    return shipped_to(context, clinic_ids) | own


def shipped_to(context: Context, clinic_ids: Collection[int]) -> dict[int, LiveCare]:
    """Return what is live at clinics that have no versions of their own."""
    return dict.fromkeys(clinic_ids, LiveCare(context.catalog, context.renderer))


def care_of(context: Context, clinic: Clinic, tx: Tx | None = None) -> LiveCare:
    """Return what is live at one clinic."""
    if tx is None:
        with context.db.read() as opened:
            return care_of(context, clinic, opened)
    return care_of_all(context, tx, [clinic.id], context.clock.now())[clinic.id]


def at_clinic(context: Context, clinic: Clinic, tx: Tx | None = None) -> Context:
    """Return the context with the care plans and the words of one clinic: what is live there wins over what ships."""
    care = care_of(context, clinic, tx)
    if care.catalog is context.catalog and care.renderer is context.renderer:
        return context
    return replace(context, catalog=care.catalog, renderer=care.renderer)


def files_of(version: CareVersion) -> dict[str, str]:
    """Return the files of a wording, by `<language>/<file>`."""
    return json.loads(version.content)


def content_of(files: Mapping[str, str]) -> str:
    """Return the files of a wording as a version keeps them."""
    return json.dumps(dict(files), ensure_ascii=False, sort_keys=True)


def laid_over(context: Context, versions: Sequence[CareVersion]) -> LiveCare:
    """Lay versions over what is shipped."""
    plans = [one for one in versions if one.kind is CareKind.PLAN]
    wordings = [one for one in versions if one.kind is CareKind.WORDING]
    own = {f"messages/{one.name}/{file}": text for one in wordings for file, text in files_of(one).items()}
    return LiveCare(
        context.catalog,
        context.renderer.with_own(own) if own else context.renderer,
        {one.name: one.id for one in wordings},
        partial(_read_plans, plans) if plans else None,
    )


def _read_plans(plans: Sequence[CareVersion]) -> dict[str, PathwayFile]:
    return {
        one.name: PathwayFile(
            read_pathway(one.content, f"{one.name} version {one.number}", kept=True), one.content, one.id or None
        )
        for one in plans
    }


def _build(context: Context, tx: Tx, clinic_id: int, ids: tuple[int, ...]) -> LiveCare:
    return context.care.keep(clinic_id, ids, laid_over(context, care_versions.get_versions(tx, ids)))
