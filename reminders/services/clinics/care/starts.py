"""Versions that are set to go live later: noted when they do, and taken back before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.wording.care_versions import CareKind, CareStep, CareVersion, Signature, live_of
from reminders.rendering import TemplateFolder
from reminders.services.clinics.care_versions import make_live_again, note_care
from reminders.services.wording.live_care import content_of
from reminders.store.clinics import clinics
from reminders.store.plans import care_versions

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

SHIPPED = Signature(name="shipped version")
"""Who approved what ships, in the record of a text that a clinic went back to."""


def begin_due(context: Context) -> int:
    """Write into the audit log which versions have gone live at their time; return how many.

    Run by beat. They are live from their time on, though beat be late.
    """
    now = context.clock.now()
    with context.db.read() as tx:
        if not care_versions.begun(tx, now):
            return 0
    with context.db.begin() as tx:
        versions = care_versions.begun(tx, now, lock=True)
        for one in versions:
            care_versions.note_begun(tx, one)
            note_care(context, tx, Action.BEGAN_CARE, one, SYSTEM)
    return len(versions)


def shipped_version(context: Context, clinic: Clinic, kind: CareKind, name: str) -> CareVersion | None:
    """Return what ships under a name as a version that could be proposed; None where nothing ships."""
    if kind is CareKind.PLAN:
        file = context.catalog.find(name)
        content = file.source if file else ""
    else:
        renderer = context.renderer
        assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
        content = content_of(renderer.files_of(name)) if name in renderer.templates() else ""
    now = context.clock.now()
    return CareVersion(0, clinic.id, kind, name, 1, CareStep.IN_REVIEW, content, SHIPPED, now) if content else None


def count_on_others(context: Context, clinic: Clinic, version: CareVersion) -> int:
    """Return how many patients who are enrolled have another version of a care plan."""
    with context.db.read() as tx:
        return care_versions.count_on_others(tx, clinic.id, version)


def back_to_shipped(context: Context, clinic: Clinic, version_id: int, *, actor: Actor) -> CareVersion:
    """End a clinic's own live version: what ships is live again, as a new version.

    Raises:
        NotFoundError: the clinic has no such version, or nothing ships under its name.
        UseError: the version is not live any more, another will go live, or what ships does not fit.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)
        live = care_versions.find_version(tx, clinic.id, version_id, lock=True)
        shipped = shipped_version(context, clinic, live.kind, live.name) if live else None
        if live is None or shipped is None:
            raise NotFoundError("no such version")
        of_name = care_versions.versions_of(tx, clinic.id, live.kind, live.name)
        if live_of(of_name, now) != live:
            raise UseError("this version is not live any more; reload the page to see what became of it")
        new = replace(shipped, author=Signature.of(actor), approver=SHIPPED, note="the shipped version again")
        return make_live_again(context, tx, clinic, new, of_name, actor)


def cancel_start(context: Context, clinic: Clinic, version_id: int, *, actor: Actor) -> CareVersion:
    """Take back the approval of a version that is set to go live: it waits for review again.

    Raises:
        NotFoundError: the clinic has no such version.
        UseError: it is live already, or was not set to go live.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinics.lock_clinic(tx, clinic.id)
        version = care_versions.find_version(tx, clinic.id, version_id, lock=True)
        if version is None:
            raise NotFoundError("no such version")
        if version.step is not CareStep.SCHEDULED or version.live_at is None or version.live_at <= now:
            raise UseError("this version is not waiting to go live any more; reload the page to see what became of it")
        waits = replace(version, step=CareStep.IN_REVIEW, approver=None, live_at=None, alone=False, unreviewed=())
        care_versions.change_version(tx, waits)
        note_care(context, tx, Action.CANCELLED_CARE_START, waits, actor)
        return waits
