"""Invites staff and lets them set a new password: a link that works once, by email or shown once to an admin."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.language.known_languages import page_words
from reminders.core.model.actor import Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError, WrongUseError
from reminders.core.sending.retrying import Verdict
from reminders.core.staff.client_address import counted_network
from reminders.ports import Outgoing, Rendered
from reminders.services.staff.staff import add_member, clean_email, note, set_password
from reminders.store.clinics import clinics
from reminders.store.staff import sign_in_attempts, staff, staff_tokens

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.roles import Role
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context

INVITED_FOR, RESET_FOR = timedelta(days=7), timedelta(hours=1)
PER_HOUR = 10
_PATIENCE_SECONDS = 30
_MADE = {"invite": Action.MADE_INVITE_LINK, "reset": Action.MADE_RESET_LINK}


def invite(context: Context, clinic: Clinic, email: str, role: Role, *, actor: Actor) -> tuple[StaffMember, str]:
    """Add a staff member without a password; return who it is and the link that sets one.

    Raises:
        UseError: the email is in use or is none.

    """
    member = add_member(context, clinic, email, role, None, actor=actor)
    return member, new_link(context, member, "invite", actor=actor)


def new_link(context: Context, member: StaffMember, purpose: str, *, actor: Actor) -> str:
    """Make a link that sets a password; the links made before stop working."""
    token = secrets.token_urlsafe(32)
    now = context.clock.now()
    with context.db.begin() as tx:
        lasts = INVITED_FOR if purpose == "invite" else RESET_FOR
        staff_tokens.add_invitation(tx, token, member.id, purpose, now, now + lasts)
        note(tx, member.clinic_id, _MADE[purpose], now, actor, member.id)
    return context.links.site_url(f"/welcome/{token}")


def send_link(context: Context, clinic: Clinic, member: StaffMember, purpose: str, link: str) -> bool:
    """Send a link by email; return True if a mail server took it: a link in the outbox reaches no one."""
    if not context.senders[Channel.EMAIL].leaves:
        return False
    words = page_words(member.language, purpose)
    hours = int((INVITED_FOR if purpose == "invite" else RESET_FOR).total_seconds() // 3600)
    end = page_words(member.language, "link")["end"].format(hours=hours)
    text = f"{words['text'].format(clinic=clinic.name)}\n\n{link}\n\n{end}\n"
    return send_to_staff(context, member, Rendered(text, words["subject"].format(clinic=clinic.name)))


def send_to_staff(context: Context, member: StaffMember, content: Rendered) -> bool:
    """Send one email to a staff member, at once and once; return True if it was taken."""
    outgoing = Outgoing(
        attempt_id=str(uuid.uuid4()),
        message_id=str(uuid.uuid4()),
        channel=Channel.EMAIL,
        address=member.email,
        content=content,
        send_by=context.clock.monotonic() + _PATIENCE_SECONDS,
        valid_for=timedelta(hours=1),
    )
    try:
        outcome = context.senders[Channel.EMAIL].submit(outgoing).result(timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        return False
    return outcome.verdict is Verdict.ACCEPTED


def ask_for_reset(context: Context, email: str, address: str) -> None:
    """Send a link to the staff member with that email. The response does not reveal whether there is one."""
    now = context.clock.now()
    try:
        email = clean_email(email)
    except WrongUseError:
        return
    with context.db.begin() as tx:
        account = f"reset:{staff.account_hash(tx, email)}"[:80]
        where = sign_in_attempts.address_hash(tx, f"reset {counted_network(address)}")
        requests = sign_in_attempts.failures(tx, account, where, now - timedelta(hours=1))
        if max(requests) >= PER_HOUR:
            return
        sign_in_attempts.add_attempt(tx, account, where, now)
        member = staff.find_staff(tx, email)
        if member is None or member.disabled_at is not None:
            return
        clinic = clinics.get_clinic(tx, member.clinic_id)
    send_link(context, clinic, member, "reset", new_link(context, member, "reset", actor=Actor.staff(member.id)))


def find_invited(context: Context, token: str) -> StaffMember | None:
    """Return whom a link is for, or None if it is unknown, used or over."""
    with context.db.read() as tx:
        return staff_tokens.find_invitation(tx, token, context.clock.now())


def take_up(context: Context, token: str, password: str) -> None:
    """Set the password a link is for; the link is used up and every session of the person ends.

    Raises:
        UseError: the link is used or over, or the password cannot be used.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        member = staff_tokens.find_invitation(tx, token, now)
        if member is None or not staff_tokens.use_invitation(tx, token, now):
            raise UseError("this link was used or is too old; ask for a new one")
        set_password(tx, member, password, now, actor=Actor.staff(member.id))
