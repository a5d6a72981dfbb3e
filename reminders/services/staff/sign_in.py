"""Signs staff in and out. Wrong passwords are counted: see `reminders.core.staff.throttle`.

A session ends after an hour without use and after 12 hours in any case.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import UseError, WrongUseError
from reminders.core.staff.client_address import counted_network
from reminders.core.staff.second_factor import needed_after_password, required_roles
from reminders.core.staff.throttle import PER_ACCOUNT, SPAN, wait_for
from reminders.services.clinics.paused import Paused, paused_for
from reminders.services.staff.access.failures import count_failure
from reminders.services.staff.access.opening import KNOWN_FOR, MAX_IDLE, SignedIn, open_session
from reminders.services.staff.passwords import is_password
from reminders.services.staff.staff import clean_email, note
from reminders.store.clinics import clinics, switches
from reminders.store.enrollment import uploads
from reminders.store.staff import devices, second_factors, sign_in_attempts, staff, staff_tokens
from reminders.store.staff.waiting import count_waiting

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.services.staff.access.opening import Browser
    from reminders.store.database.session import Tx
    from reminders.store.staff.waiting import Counts

MAX_WAITING = timedelta(minutes=10)
"""How long a sign-in waits for what comes after the password."""
_TOUCH = timedelta(minutes=2)


class RefusedError(UseError):
    """Email or password is wrong; which of them is not told."""


class ThrottledError(UseError):
    """Too many slips; the message says when to try again, and `wait` after how long."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Visit:
    """A session as a page needs it: who, at which clinic, what is paused, and how much waits for someone.

    `confirmed_at`: when the person last proved who they are.
    """

    staff: StaffMember
    clinic: Clinic
    confirmed_at: datetime
    paused: Paused
    waiting: Counts


def sign_in(context: Context, email: str, password: str, browser: Browser) -> SignedIn:
    """Open a session; where a second factor is used or needed, one that waits for it.

    Raises:
        RefusedError: email or password is wrong, or the account is disabled.
        ThrottledError: too many slips.

    """
    now = context.clock.now()
    try:
        email = clean_email(email)
    except WrongUseError:
        email = email.strip().casefold()[:200]
    with context.db.begin() as tx:
        member = staff.find_staff(tx, email)
        counted = _counted(tx, email, member, browser, now)
        attempt = _count_attempt(tx, counted, now)
        sign_in_attempts.clear_attempts(tx, now - timedelta(days=1))
        uploads.drop_uploads(tx, now - timedelta(hours=1))
        stored_hash = staff.password_hash_of(tx, member.id) if member else None
    right = is_password(stored_hash, password)  # outside any transaction: it takes its time on purpose
    if not right or member is None or member.disabled_at is not None:
        count_failure("password")
        raise RefusedError("incorrect email or password")
    if context.sso.break_glass is not None and member.email not in context.sso.break_glass:
        raise RefusedError("your clinic signs in with single sign-on; use the button below")
    with context.db.begin() as tx:
        sign_in_attempts.mark_succeeded(tx, attempt, counted.account, counted.address)
        staff.mend_email(tx, member, email)
        return _open(context, tx, member, browser, now)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a wrong password counts against."""

    account: str
    address: str
    is_known_device: bool


def _counted(tx: Tx, email: str, member: StaffMember | None, browser: Browser, at: datetime) -> _Counted:
    known = member is not None and devices.is_known(tx, member.id, browser.device, at - KNOWN_FOR)
    account = f"device:{devices.device_hash(browser.device)}" if known else staff.account_hash(tx, email)
    return _Counted(account, sign_in_attempts.address_hash(tx, counted_network(browser.address)), known)


def _count_attempt(tx: Tx, counted: _Counted, at: datetime) -> int:
    """Count an attempt as wrong before the password is looked at, one at a time of an account; return its id.

    Raises:
        ThrottledError: it has to wait.

    """
    sign_in_attempts.lock_account(tx, counted.account)
    failures = sign_in_attempts.failures(tx, counted.account, counted.address, at - SPAN)
    wait = wait_for(failures, at, is_known_device=counted.is_known_device)
    if wait:
        count_failure("throttled")
        if failures.of_account >= PER_ACCOUNT:
            raise ThrottledError("too many attempts; wait 15 minutes, or set a new password by email", wait)
        raise ThrottledError("too many wrong attempts from your network; wait half a minute and try again", wait)
    return sign_in_attempts.add_attempt(tx, counted.account, counted.address, at)


def _open(context: Context, tx: Tx, member: StaffMember, browser: Browser, at: datetime) -> SignedIn:
    required = required_roles(clinics.get_clinic(tx, member.clinic_id).second_factor, context.second_factor_roles)
    has_factor = second_factors.has_factor(tx, member.id)
    needs = needed_after_password(member.role, required, has_factor=has_factor)
    if needs is None:
        return open_session(tx, member, browser, at, "password")
    token = secrets.token_urlsafe(32)
    staff_tokens.open_session(tx, token, member, at, at + MAX_WAITING, needs)
    return SignedIn(token, needs)


def find_visit(context: Context, token: str, *, is_refresh: bool = False) -> Visit | None:
    """Return whose session a token is, or None; a session that is used goes on.

    `is_refresh`: a page asks on its own account; that does not keep a session alive that no one uses.
    """
    now = context.clock.now()
    with context.db.read() as tx:
        session = staff_tokens.find_session(tx, token, now, now - MAX_IDLE)
        if session is None:
            return None
        member = session.member
        visit = Visit(
            member,
            clinics.get_clinic(tx, member.clinic_id),
            session.confirmed_at,
            paused_for(switches.switches_on(tx), member.clinic_id),
            count_waiting(tx, member.clinic_id),
        )
    if now - session.seen_at > _TOUCH and not is_refresh:
        with context.db.begin() as tx:
            staff_tokens.touch_session(tx, token, now)
    return visit


def sign_out(context: Context, clinic: Clinic, token: str, *, actor: Actor) -> None:
    """End a session."""
    with context.db.begin() as tx:
        now = context.clock.now()
        staff_tokens.revoke_session(tx, token, now)
        note(tx, clinic.id, Action.SIGNED_OUT, now, actor)


def speak(context: Context, member: StaffMember, language: str, *, actor: Actor) -> None:
    """Set the language in which a person reads the pages."""
    with context.db.begin() as tx:
        staff.change_staff(tx, member.id, language=language)
        note(tx, member.clinic_id, Action.CHANGED_LANGUAGE, context.clock.now(), actor, language)
