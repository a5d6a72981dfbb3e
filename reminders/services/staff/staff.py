"""Who works at a clinic: adding, disabling, setting a password. A change ends the person's sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from reminders.core.model.actor import ActorKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, UseError, WrongUseError
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.core.staff.staff_name import clean_name
from reminders.services.staff.passwords import hash_password
from reminders.store.clinics import clinics
from reminders.store.staff import devices, sign_in_attempts, staff, staff_tokens
from reminders.store.staff.audit import add_entry
from reminders.store.staff.staff import new_staff_id

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def clean_email(text: str) -> str:
    """Return an email address as accounts keep it.

    Raises:
        WrongUseError: it is none.

    """
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.casefold()
    except EmailNotValidError:
        raise WrongUseError("not an email address; write it as name@example.org") from None


def add_member(  # noqa: PLR0913 who, what they may do, who adds them
    context: Context, clinic: Clinic, email: str, role: Role, password: str | None, *, name: str = "", actor: Actor
) -> StaffMember:
    """Add a staff member; without a password an invitation must follow.

    Raises:
        UseError: the email is in use or not one, or the name or the password cannot be used.

    """
    member = StaffMember(
        id=new_staff_id(),
        clinic_id=clinic.id,
        email=clean_email(email),
        role=role,
        language=clinic.language_list[0],
        has_password=password is not None,
        name=clean_name(name),
    )
    password_hash = hash_password(password, (member.email, clinic.name)) if password is not None else None
    with context.db.begin() as tx:
        if staff.find_staff(tx, member.email):
            raise UseError("someone already has that email")
        now = context.clock.now()
        staff.add_staff(tx, member, password_hash, now)
        note(tx, clinic.id, Action.ADDED_STAFF, now, actor, f"{member.id} {role.value}")
    return member


def set_password(tx: Tx, member: StaffMember, password: str, at: datetime, *, actor: Actor) -> None:
    """Set a password, end every session, and forget failed attempts.

    Raises:
        PasswordError: the password cannot be used.

    """
    own = (member.email, clinics.get_clinic(tx, member.clinic_id).name)
    staff.change_staff(tx, member.id, password_hash=hash_password(password, own))
    staff_tokens.revoke_sessions(tx, member.id, at)
    devices.forget_devices(tx, member.id)
    sign_in_attempts.forget_attempts(tx, staff.account_hash(tx, member.email))
    note(tx, member.clinic_id, Action.SET_PASSWORD, at, actor, member.id)


def disable_member(context: Context, clinic: Clinic, member: StaffMember, *, actor: Actor) -> None:
    """Let a person in no more, at once.

    Raises:
        UseError: no one would be left to run the clinic, or it is oneself.

    """
    if actor.staff_id == member.id:
        raise UseError("you cannot disable yourself; ask another admin")
    with context.db.begin() as tx:
        _keep_an_admin(tx, clinic, member, actor)
        now = context.clock.now()
        staff.change_staff(tx, member.id, disabled_at=now)
        staff_tokens.revoke_sessions(tx, member.id, now)
        note(tx, clinic.id, Action.DISABLED_STAFF, now, actor, member.id)


def change_role(context: Context, clinic: Clinic, member: StaffMember, role: Role, *, actor: Actor) -> None:
    """Give a person another role, from the next page on.

    Raises:
        UseError: no one would be left to run the clinic, or it is oneself.

    """
    if actor.staff_id == member.id:
        raise UseError("you cannot change your own role; ask another admin")
    with context.db.begin() as tx:
        standing = staff.get_staff(tx, clinic.id, member.id)
        if standing is None or standing.role is role:
            return
        if role is not Role.ADMIN:
            _keep_an_admin(tx, clinic, standing, actor)
        staff.change_staff(tx, member.id, role=role.value)
        note(tx, clinic.id, Action.CHANGED_ROLE, context.clock.now(), actor, f"{member.id} {role.value}")


def _keep_an_admin(tx: Tx, clinic: Clinic, member: StaffMember, actor: Actor) -> None:
    """Refuse to lose the last admin; on the command line another one can be added at any time.

    Raises:
        UseError: it is the last one.

    """
    if actor.kind is ActorKind.COMMAND_LINE:
        return
    admins = staff.lock_admins(tx, clinic.id)
    if member.id in admins and not admins - {member.id}:
        raise UseError("this is the last admin; make someone else an admin first")


def enable_member(context: Context, clinic: Clinic, member: StaffMember, *, actor: Actor) -> None:
    """Let a disabled person in again."""
    with context.db.begin() as tx:
        staff.change_staff(tx, member.id, disabled_at=None)
        note(tx, clinic.id, Action.ENABLED_STAFF, context.clock.now(), actor, member.id)


def list_members(context: Context, clinic: Clinic) -> list[StaffMember]:
    """Return the staff of a clinic in order of email, to look at: an email that cannot be read is said to be so."""
    with context.db.read() as tx:
        return staff.list_staff(tx, clinic.id)


def list_sign_ins(context: Context, clinic: Clinic) -> dict[str, datetime]:
    """Return when each of a clinic's staff last signed in, by id."""
    with context.db.read() as tx:
        return staff.last_sign_ins(tx, clinic.id)


def get_member(context: Context, clinic: Clinic, staff_id: str) -> StaffMember:
    """Return the staff member of that id.

    Raises:
        NotFoundError: the clinic has no such staff member.

    """
    with context.db.read() as tx:
        member = staff.get_staff(tx, clinic.id, staff_id)
    if member is None:
        raise NotFoundError("no such staff member")
    return member


def pick_member(tx: Tx, clinic: Clinic, email: str) -> StaffMember:
    """Return the staff member of that email.

    Raises:
        NotFoundError: the clinic has no such staff member.

    """
    member = staff.find_staff(tx, clean_email(email))
    if member is None or member.clinic_id != clinic.id:
        raise NotFoundError("no staff member at this clinic has that email")
    return member


def note(tx: Tx, clinic_id: int, action: Action, at: datetime, actor: Actor, detail: str | None = None) -> None:
    """Write what was done to the staff list into the audit log."""
    add_entry(tx, AuditEntry(clinic_id, action, actor, at, detail=detail))
