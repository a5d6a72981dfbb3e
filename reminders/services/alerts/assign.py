"""Gives an alert to a colleague, who is told by email if they chose so; the email says nothing of any patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import NEVER_CUT
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import shown_names
from reminders.ports import Links, RenderError
from reminders.services.alerts.acknowledge import acknowledge_all, require_alert
from reminders.services.wording.render_message import Recipient, write_notice
from reminders.store.alerts.owners import plan_assigned_email
from reminders.store.staff import staff
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


class NoColleagueError(UseError):
    """No active colleague at the clinic, or none who may resolve it."""


ASSIGNED = "assigned"
"""The template of the email."""


def assign_alert(context: Context, clinic: Clinic, alert_id: int, to: str, *, over: str | None, actor: Actor) -> None:
    """Make a colleague, by id, the owner of an alert. `over`: who had it when this was decided.

    Who assigns it has read it: as after taking it, those on call are told again only when it stays open for long.

    Raises:
        NotFoundError: the clinic has no such open alert.
        TakenError: another colleague has taken it meanwhile.
        NoColleagueError: no one active at this clinic has that id, or they may not resolve it.

    """
    with context.db.begin() as tx:
        alert = require_alert(tx, clinic.id, alert_id, over=over)
        member = require_colleague(colleagues(tx, clinic.id, [alert.kind]), to)
        now = context.clock.now()
        acknowledge_all(tx, [alert_id], member.email, now)
        if alert.owner != member.email:
            tell_assigned(context, tx, clinic, member, actor=actor)
        detail = f"alert {alert_id} to {member.id}"
        add_entry(tx, AuditEntry(clinic.id, Action.ASSIGNED_ALERT, actor, now, alert.patient_id, detail=detail))


def list_colleagues(context: Context, clinic: Clinic, alert_id: int) -> tuple[list[StaffMember], str | None]:
    """Return to whom an open alert can be assigned, and who has it.

    Raises:
        NotFoundError: the clinic has no such open alert.

    """
    with context.db.begin() as tx:
        alert = require_alert(tx, clinic.id, alert_id, over=None, anyhow=True)
        return colleagues(tx, clinic.id, [alert.kind]), alert.owner


def colleagues(tx: Tx, clinic_id: int, kinds: Sequence[str] = ()) -> list[StaffMember]:
    """Return who is active at a clinic and may resolve alerts of these kinds, by email."""
    needed = Role.CLINICIAN if any(kind in NEVER_CUT for kind in kinds) else Role.ENROLLER
    return [
        member
        for member in staff.list_staff(tx, clinic_id)
        if member.disabled_at is None and member.has_password and member.role.covers(needed)
    ]


def require_colleague(among: Sequence[StaffMember], staff_id: str) -> StaffMember:
    """Return the colleague of that id.

    Raises:
        NoColleagueError: it is none of them.

    """
    for member in among:
        if member.id == staff_id:
            return member
    raise NoColleagueError("choose a colleague who can resolve this")


def tell_assigned(context: Context, tx: Tx, clinic: Clinic, member: StaffMember, *, actor: Actor) -> None:
    """Tell someone by email that a colleague, whom it names, assigned something to them, if they chose to be told."""
    if not member.tell_assigned or member.id == actor.staff_id:
        return
    names = shown_names(staff.list_staff(tx, clinic.id))
    recipient = Recipient("", member.language, Links(context.links.site_url("/"), ""))
    try:
        words = write_notice(
            context.renderer,
            clinic,
            recipient,
            ASSIGNED,
            Channel.EMAIL,
            colleague=names.get(actor.staff_id or "", ""),
        )
    except RenderError:  # nothing is assigned the less: the email fails when it is due, and the log says why
        words = None
    plan_assigned_email(tx, member, ASSIGNED, words, context.clock.now())
