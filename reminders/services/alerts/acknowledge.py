"""Lists a clinic's alerts; acknowledges one, which stops the telling for some hours, or closes it, which ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reminders.core.alerts.escalation import CLOSE_WITHIN
from reminders.core.model.actor import ON_CALL
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Event, Reason, Status
from reminders.services.links import LinkKind
from reminders.store.alerts import alerts, escalations, today
from reminders.store.alerts.owners import lock_alert
from reminders.store.clinics import clinics
from reminders.store.consent.on_hold import undecided
from reminders.store.records import notes
from reminders.store.records.notes import Note
from reminders.store.replies import handling
from reminders.store.sending.transitions import Move, move_each
from reminders.store.staff.audit import add_entry
from reminders.telemetry.instruments import note_acknowledged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.alerts.escalations import OnCallNotice
    from reminders.store.alerts.owners import OwnedAlert
    from reminders.store.database.session import Tx

LINK_OPEN_FOR = timedelta(days=7)
UNDECIDED = (
    "messages are on hold because of this alert, and deciding about them closes it: keep or stop the texts (reminders "
    "patient keep-texts, patient stop), or resume, cancel or reschedule the plan"
)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the page behind a notice's link shows: whose clinic it is, and whether anything still waits."""

    clinic: Clinic
    waits: bool


class TakenError(UseError):
    """A colleague was first."""


class ResolvedError(NotFoundError):
    """The alert is the clinic's, and is open no more."""


def list_alerts(context: Context, clinic: Clinic | None, *, closed: bool) -> Sequence[Mapping[str, Any]]:
    """Return a clinic's alerts, or those of every clinic, the oldest first; `closed`: closed ones too."""
    with context.db.read() as tx:
        return alerts.list_alerts(tx, clinic.id if clinic else None, closed=closed)


def acknowledge(
    context: Context, clinic: Clinic, alert_id: int, by: str, *, over: str | None = None, actor: Actor
) -> None:
    """Record that someone has taken the alert: no one else is notified until it has been open for CLOSE_WITHIN.

    `by` is what the others on the list are told of who it is; `over` is from whom it is taken over, knowingly.

    Raises:
        NotFoundError: the clinic has no such open alert; ResolvedError when it had.
        TakenError: someone else has it, and it is not `over`.

    """
    with context.db.begin() as tx:
        alert = require_alert(tx, clinic.id, alert_id, over=over, by=by)
        now = context.clock.now()
        acknowledge_all(tx, [alert_id], by, now)
        taken_over = alert.owner is not None and alert.owner != by
        what = Action.TOOK_ALERT_OVER if taken_over else Action.ACKNOWLEDGED_ALERT
        _record(tx, clinic.id, alert_id, what, actor, now)


def close(context: Context, clinic: Clinic, alert_id: int, by: str, *, note: str | None = None, actor: Actor) -> None:
    """Resolve an alert: notices stop, and the texts it is about leave the inbox. `note` says what was done.

    Raises:
        NotFoundError: the clinic has no such open alert.
        UseError: messages are on hold because of it; deciding about them closes it.

    """
    with context.db.begin() as tx:
        require_alert(tx, clinic.id, alert_id, anyhow=True)
        now = context.clock.now()
        if undecided(tx, [alert_id]):
            raise UseError(UNDECIDED)
        close_all(tx, [alert_id], by, now)
        handling.handle_alert(tx, clinic.id, alert_id, now)
        patient = _record(tx, clinic.id, alert_id, Action.CLOSED_ALERT, actor, now)
        if note is not None:
            notes.add_note(tx, Note(clinic.id, patient, actor.staff_id, note, now, alert_id=alert_id))


def acknowledge_all(tx: Tx, alert_ids: Sequence[int], by: str, at: datetime) -> None:
    """Acknowledge locked open alerts, and withdraw their unsent notices."""
    for since in escalations.unacknowledged_since(tx, alert_ids):
        note_acknowledged(at - since)
    alerts.acknowledge(tx, alert_ids, by, at, at + CLOSE_WITHIN)
    _withdraw_notices(tx, alert_ids, at)


def close_all(tx: Tx, alert_ids: Sequence[int], by: str, at: datetime) -> list[int]:
    """Close locked open alerts, withdraw their unsent notices, and return the closed ones.

    One that holds messages back stays open until staff have decided about them.
    """
    on_hold = undecided(tx, alert_ids)
    ending = [alert_id for alert_id in alert_ids if alert_id not in on_hold]
    for since in escalations.unacknowledged_since(tx, ending):
        note_acknowledged(at - since)
    for alert_id in ending:
        alerts.close(tx, alert_id, by, at)
    if ending:
        _withdraw_notices(tx, ending, at)
    return ending


def open_notice(context: Context, token: str) -> NoticePage | None:
    """Return the page of a notice's link; None for a forged or outdated one. Looking changes nothing."""
    with context.db.read() as tx:
        notice = _notice(context, tx, token)
        if notice is None:
            return None
        return NoticePage(clinics.get_clinic(tx, notice.clinic_id), alerts.any_unacknowledged(tx, notice.alert_ids))


def acknowledge_notice(context: Context, token: str) -> NoticePage | None:
    """Acknowledge the alerts of a notice on behalf of its recipient; None for a forged or outdated link."""
    with context.db.begin() as tx:
        notice = _notice(context, tx, token)
        if notice is None:
            return None
        still_open = alerts.lock_open(tx, notice.clinic_id, notice.alert_ids)
        if still_open:
            now = context.clock.now()
            acknowledge_all(tx, still_open, notice.name, now)
            for alert_id in still_open:
                _record(tx, notice.clinic_id, alert_id, Action.ACKNOWLEDGED_ALERT, ON_CALL, now)
        return NoticePage(clinics.get_clinic(tx, notice.clinic_id), waits=False)


def _record(tx: Tx, clinic_id: int, alert_id: int, action: Action, actor: Actor, at: datetime) -> str | None:
    """Write an audit entry about an alert; return whom it is about."""
    patient = today.patient_of_alert(tx, clinic_id, alert_id)
    add_entry(tx, AuditEntry(clinic_id, action, actor, at, patient, detail=f"alert {alert_id}"))
    return patient


def _notice(context: Context, tx: Tx, token: str) -> OnCallNotice | None:
    link = context.links.read(LinkKind.NOTICE, token)
    notice = escalations.find_notice(tx, link.id) if link else None
    if notice is None or context.clock.now() > notice.told_at + LINK_OPEN_FOR:
        return None
    return notice


def _withdraw_notices(tx: Tx, alert_ids: Sequence[int], at: datetime) -> None:
    unsent = escalations.unsent_notices(tx, alert_ids)
    move_each(tx, [Move(item, Status.PLANNED, Event.CANCEL, reason=Reason.ACKNOWLEDGED) for item in unsent], at)


def require_alert(
    tx: Tx, clinic_id: int, alert_id: int, *, over: str | None = None, by: str | None = None, anyhow: bool = False
) -> OwnedAlert:
    """Lock an open alert that is no one's, or `over`'s or `by`'s; with `anyhow`, whichever person has it.

    Raises:
        NotFoundError: the clinic has no such open alert; ResolvedError when it had.
        TakenError: someone else has it.

    """
    alert = lock_alert(tx, clinic_id, alert_id)
    if alert is None or not alert.is_open:
        kind = NotFoundError if alert is None else ResolvedError
        raise kind(f"this clinic has no open alert {alert_id}; see: reminders alert list")
    if not anyhow and alert.owner not in {None, over, by}:
        raise TakenError(f"alert {alert_id} was already taken by {alert.owner}")
    return alert
