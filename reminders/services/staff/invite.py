"""Invites staff and lets them set a new password: a link that works once, by email or shown once to an admin."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.language.known_languages import page_words
from reminders.core.model.actor import Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError, WrongUseError
from reminders.core.staff.client_address import counted_network
from reminders.core.staff.staff_name import clean_name
from reminders.ports import Rendered
from reminders.services.staff.access.opening import KNOWN_FOR, know_device
from reminders.services.staff.mail import send_to_staff
from reminders.services.staff.rename import write_name
from reminders.services.staff.staff import add_member, clean_email, note, set_password
from reminders.store.clinics import clinics
from reminders.store.staff import devices, sign_in_attempts, staff, staff_tokens
from reminders.store.staff.staff_tokens import Link

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.roles import Role
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.services.staff.access.opening import Browser

INVITED_FOR, RESET_FOR = timedelta(days=7), timedelta(hours=1)
PER_HOUR, ALL_PER_HOUR = 10, 30
"""Links for a new password that are sent: to one who asks, and of one account to all who ask."""
_MADE = {"invite": Action.MADE_INVITE_LINK, "reset": Action.MADE_RESET_LINK}


def invite(
    context: Context, clinic: Clinic, email: str, role: Role, *, name: str = "", actor: Actor
) -> tuple[StaffMember, str]:
    """Add a staff member without a password; return who it is and the link that sets one.

    Raises:
        UseError: the email is in use or is none, or the name cannot be used.

    """
    member = add_member(context, clinic, email, role, None, name=name, actor=actor)
    return member, new_link(context, member, "invite", actor=actor)


def new_link(context: Context, member: StaffMember, purpose: str, *, actor: Actor, asked_by: str | None = None) -> str:
    """Make a link that sets a password. Of links for a new one the last three work, of invitations the last.

    `asked_by` is the address of who asked for it on the site.
    """
    token = secrets.token_urlsafe(32)
    now = context.clock.now()
    with context.db.begin() as tx:
        lasts = INVITED_FOR if purpose == "invite" else RESET_FOR
        made_by = actor.staff_id if actor.staff_id != member.id else None
        staff_tokens.add_invitation(tx, token, Link(member.id, purpose, asked_by, made_by), now, now + lasts)
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


def ask_for_reset(context: Context, email: str, browser: Browser) -> None:
    """Send a link to the staff member with that email. The response does not reveal whether there is one.

    What a stranger asks for is counted by the address they ask from, so that the person can still ask; all requests for
    an account are counted, too, but from a device that the person has signed in on.
    """
    now = context.clock.now()
    try:
        email = clean_email(email)
    except WrongUseError:
        return
    with context.db.begin() as tx:
        account = staff.account_hash(tx, email)
        where = sign_in_attempts.address_hash(tx, counted_network(browser.address))
        pair, all_of_account = (f"reset:{_digest(text)}" for text in (f"{account} {where}", account))
        member = staff.find_staff(tx, email)
        sign_in_attempts.lock_account(tx, all_of_account)
        asked = sign_in_attempts.failures(tx, pair, all_of_account, now - timedelta(hours=1))
        known = member is not None and devices.is_known(tx, member.id, browser.device, now - KNOWN_FOR)
        if asked.of_account >= PER_HOUR or (asked.of_address >= ALL_PER_HOUR and not known):
            return
        sign_in_attempts.add_attempt(tx, pair, all_of_account, now)
        if member is None or member.disabled_at is not None:
            return
        clinic = clinics.get_clinic(tx, member.clinic_id)
    link = new_link(context, member, "reset", actor=Actor.staff(member.id), asked_by=where)
    send_link(context, clinic, member, "reset", link)


def find_invited(context: Context, token: str) -> StaffMember | None:
    """Return whom a link is for, or None if it is unknown, used or over."""
    with context.db.read() as tx:
        return staff_tokens.find_invitation(tx, token, context.clock.now())


def take_up(context: Context, token: str, password: str, name: str | None = None) -> str:
    """Set the password a link is for; all links are used up and every session of the person ends.

    `name`: what the person wants to be called; None leaves that as it is. Returns the token for the cookie of this
    device, which is known from now on: guesses by others do not lock out a person who has just set a password.

    Raises:
        UseError: the link is used or over, or the name or the password cannot be used.

    """
    now, cleaned = context.clock.now(), None if name is None else clean_name(name)
    with context.db.begin() as tx:
        member = staff_tokens.find_invitation(tx, token, now)
        if member is None or not staff_tokens.use_invitation(tx, token, now):
            raise UseError("this link was used or is too old; ask for a new one")
        staff_tokens.use_up_links(tx, member.id, now)
        set_password(tx, member, password, now, actor=Actor.staff(member.id))
        if name is not None:
            write_name(tx, member, cleaned, now, actor=Actor.staff(member.id))
        return know_device(tx, member, now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
