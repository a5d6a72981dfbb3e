"""Versions of a clinic's care plans and wording: proposed by one person, approved by another, live from then on.

What runs keeps the care plan it was enrolled with. Words are those that are live when a message leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, RefusedError, UseError
from reminders.core.model.staff_member import shown_names
from reminders.core.wording.care_versions import (
    CareState,
    CareStep,
    CareVersion,
    Signature,
    check_approval,
    check_no_start_ahead,
    check_start,
    live_of,
    state_of,
)
from reminders.services.clinics.check_care import check_care
from reminders.services.wording.unreviewed import unreviewed_of
from reminders.store.clinics import clinics
from reminders.store.plans import care_versions
from reminders.store.staff import staff
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_NOTE = 400
LOST: Final = (
    "version {number} went live after this one was written and would be lost; return this one, and propose the change "
    "again"
)


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as a list shows it; `author` and `approver` are emails of staff, or names."""

    version: CareVersion
    state: CareState
    author: str
    approver: str | None


def list_versions(context: Context, clinic: Clinic) -> list[ListedVersion]:
    """Return what was put up for review at a clinic, without contents, the newest of each name first."""
    with context.db.read() as tx:
        versions = [one for one in care_versions.list_versions(tx, clinic.id) if one.step is not CareStep.DRAFT]
        now, names = context.clock.now(), _names(tx, clinic)
    listed: list[ListedVersion] = []
    for key in dict.fromkeys((one.kind, one.name) for one in versions):
        own = [one for one in versions if (one.kind, one.name) == key]
        live = live_of(own, now)
        for one in reversed(own):
            approver = _named(one.approver, names) if one.approver else None
            listed.append(ListedVersion(one, state_of(one, live, now), _named(one.author, names), approver))
    return listed


def propose(
    context: Context,
    clinic: Clinic,
    drafts: Sequence[CareVersion],
    *,
    actor: Actor,
    approver: Signature | None = None,
) -> list[CareVersion]:
    """Put new versions up for review, all or none; their `number` is the lowest they may get.

    `approver`: who approved them elsewhere, as at a clinic that keeps its plans in git; they are live at once. If that
    is the author, the record says it: of a practice of one person, or of an import without a second one.

    Raises:
        CareContentError: one of them breaks a rule.
        UseError: another version is set to go live.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)
        check_care(context, clinic, live_versions(tx, clinic, now), drafts)
        added: list[CareVersion] = []
        for draft in drafts:
            new = replace(draft, step=CareStep.IN_REVIEW, author=Signature.of(actor), created_at=now)
            added.append(care_versions.add_version(tx, new))
            note_care(context, tx, Action.PROPOSED_CARE, added[-1], actor)
        return _approved_elsewhere(context, tx, clinic, added, actor, approver) if approver else added


def _approved_elsewhere(
    context: Context, tx: Tx, clinic: Clinic, versions: Sequence[CareVersion], actor: Actor, approver: Signature
) -> list[CareVersion]:
    now = context.clock.now()
    for one in versions:
        check_no_start_ahead(care_versions.versions_of(tx, clinic.id, one.kind, one.name), now)
    _check_from(context, tx, clinic, versions, now)
    alone = approver == Signature.of(actor)
    if alone and not clinic.one_person:
        approver, alone = Signature(name=f"{(approver.name or '')[:30]} (no second person)"), False
    return [_go_live(context, tx, replace(one, approver=approver, alone=alone), actor, None) for one in versions]


def approve(
    context: Context,
    clinic: Clinic,
    version_id: int,
    *,
    actor: Actor,
    live_at: datetime | None = None,
) -> CareVersion:
    """Approve a version: it is live at once, or from `live_at`.

    Raises:
        NotFoundError: the clinic has no such version.
        UseError: it is not in review, it is the approver's own, or what has gone live meanwhile does not fit it.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)  # as it stands: the switch may have been turned off meanwhile
        version = _pick(tx, clinic, version_id)
        approver = Signature.of(actor)
        alone = check_approval(version, approver, one_person_clinic=clinic.one_person)
        if live_at:
            check_start(live_at, now)
        of_name = care_versions.versions_of(tx, clinic.id, version.kind, version.name)
        check_no_start_ahead(of_name, now)
        live = live_of(of_name, now)
        if live and live.live_at and live.live_at > version.created_at:
            raise RefusedError(LOST, number=live.number)
        _check_from(context, tx, clinic, [version], live_at or now)
        return _go_live(context, tx, replace(version, approver=approver, alone=alone), actor, live_at)


def give_back(context: Context, clinic: Clinic, version_id: int, note: str, *, actor: Actor) -> None:
    """Return a version to its author with a note; it stays as it is, and a new one may be proposed.

    Raises:
        NotFoundError: the clinic has no such version.
        UseError: it is not in review, or there is no note.

    """
    note = " ".join(note.split())
    if not note:
        raise UseError("write a note that says what should be different")
    if len(note) > MAX_NOTE:
        raise UseError(f"the note is longer than {MAX_NOTE} characters; shorten it")
    with context.db.begin() as tx:
        clinics.lock_clinic(tx, clinic.id)
        version = _pick(tx, clinic, version_id)
        if version.step is not CareStep.IN_REVIEW:
            raise UseError("this version is not in review any more; reload the page to see what became of it")
        care_versions.change_version(tx, replace(version, step=CareStep.RETURNED, note=note))
        note_care(context, tx, Action.RETURNED_CARE, version, actor)


def roll_back(context: Context, clinic: Clinic, version_id: int, *, actor: Actor) -> CareVersion:
    """Make an earlier version live again, as a new one with its content: it was approved before.

    Raises:
        NotFoundError: the clinic has no such version.
        UseError: it was never live, it is live now, or it does not fit what is live beside it.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)
        old = _pick(tx, clinic, version_id)
        of_name = care_versions.versions_of(tx, clinic.id, old.kind, old.name)
        live = live_of(of_name, now)
        if state_of(old, live, now) is not CareState.RETIRED:
            raise UseError("only a version that was live before can be made live again")
        new = replace(old, author=Signature.of(actor), created_at=now, note=f"version {old.number} again")
        return make_live_again(context, tx, clinic, new, of_name, actor)


def make_live_again(
    context: Context, tx: Tx, clinic: Clinic, new: CareVersion, of_name: Sequence[CareVersion], actor: Actor
) -> CareVersion:
    """Add a version with content that was approved before, and bring it live.

    Raises:
        UseError: one of its name is set to go live, or it does not fit what is live beside it.

    """
    now = context.clock.now()
    check_no_start_ahead(of_name, now)
    _check_from(context, tx, clinic, [new], now)
    added = care_versions.add_version(tx, replace(new, step=CareStep.IN_REVIEW))
    return _go_live(context, tx, added, actor, None, Action.ROLLED_BACK_CARE)


def find_version(context: Context, clinic: Clinic, version_id: int) -> CareVersion:
    """Return a clinic's version with its content.

    Raises:
        NotFoundError: the clinic has no such version.

    """
    with context.db.read() as tx:
        version = care_versions.find_version(tx, clinic.id, version_id)
    if version is None:
        raise NotFoundError("no such version")
    return version


def _go_live(
    context: Context,
    tx: Tx,
    version: CareVersion,
    actor: Actor,
    live_at: datetime | None,
    action: Action = Action.APPROVED_CARE,
) -> CareVersion:
    step = CareStep.SCHEDULED if live_at else CareStep.APPROVED
    begins = live_at or context.clock.now()
    live = replace(version, step=step, live_at=begins, unreviewed=unreviewed_of(version))
    care_versions.change_version(tx, live)
    note_care(context, tx, action, live, actor)
    return live


def _check_from(context: Context, tx: Tx, clinic: Clinic, versions: Sequence[CareVersion], begins: datetime) -> None:
    """Check versions beside what is live when they begin, and beside all that will go live while they are."""
    for moment in [begins, *care_versions.starts_ahead(tx, clinic.id, begins)]:
        check_care(context, clinic, live_versions(tx, clinic, moment), versions)


def live_versions(tx: Tx, clinic: Clinic, now: datetime) -> list[CareVersion]:
    """Return what is live of a clinic's own."""
    ids = care_versions.live_ids(tx, now, [clinic.id]).get(clinic.id, ())
    return care_versions.get_versions(tx, ids)


def _pick(tx: Tx, clinic: Clinic, version_id: int) -> CareVersion:
    version = care_versions.find_version(tx, clinic.id, version_id, lock=True)
    if version is None:
        raise NotFoundError("no such version")
    return version


def note_care(context: Context, tx: Tx, action: Action, version: CareVersion, actor: Actor) -> None:
    """Write a version's line of the audit log."""
    detail = f"{version.kind.value} {version.name} version {version.number}"
    add_entry(tx, AuditEntry(version.clinic_id, action, actor, context.clock.now(), detail=detail))


def _names(tx: Tx, clinic: Clinic) -> dict[str, str]:
    return shown_names(staff.list_staff(tx, clinic.id))


def _named(signature: Signature, names: dict[str, str]) -> str:
    return names.get(signature.staff_id or "", "") or signature.name or "-"
