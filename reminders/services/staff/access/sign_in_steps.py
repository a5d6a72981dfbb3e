"""What comes after the password: a code of the second factor, or setting one up, where the role needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.actor import Actor
from reminders.core.model.errors import UseError
from reminders.core.staff.client_address import counted_network
from reminders.core.staff.second_factor import Needs
from reminders.core.staff.throttle import PER_ACCOUNT, SPAN
from reminders.services.staff.access.failures import count_failure
from reminders.services.staff.access.opening import open_session
from reminders.services.staff.access.second_factor import WrongCodeError, confirm_in, propose_in, use_code
from reminders.services.staff.sign_in import ThrottledError
from reminders.store.staff import sign_in_attempts, staff_tokens

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.services.staff.access.opening import Browser, SignedIn
    from reminders.services.staff.access.second_factor import AppSetup
    from reminders.store.database.session import Tx


class StartAgainError(UseError):
    """The sign-in took too long, or was never begun: it starts with the password again."""


def waits_for(context: Context, token: str) -> Needs | None:
    """Return what a session waits for after the password; None if it waits for nothing or is over."""
    with context.db.read() as tx:
        waiting = staff_tokens.find_waiting(tx, token, context.clock.now())
    return Needs(waiting[1]) if waiting else None


def finish_sign_in(context: Context, token: str, code: str, browser: Browser) -> SignedIn:
    """Take the code of a second factor and open the session.

    Raises:
        StartAgainError: no sign-in waits for a code.
        ThrottledError: too many wrong codes.
        WrongCodeError: the code is not right, or was used before.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        member = _waiting(tx, token, Needs.CODE, now)
        where = sign_in_attempts.address_hash(tx, counted_network(browser.address))
        attempt = count_guess(tx, f"code:{member.id}", where, now)
        used = use_code(tx, member.id, code, now)
        if used is not None:
            sign_in_attempts.mark_succeeded(tx, attempt, f"code:{member.id}", where)
            staff_tokens.revoke_session(tx, token, now)
            return open_session(tx, member, browser, now, f"password, {used}")
    count_failure("code")
    raise WrongCodeError("that code is not right; enter the 6 digits that your app shows now, or a recovery code")


def begin_setup(context: Context, token: str) -> AppSetup | None:
    """Return what to set an app up with, where a sign-in waits for that."""
    now = context.clock.now()
    with context.db.begin() as tx:
        waiting = staff_tokens.find_waiting(tx, token, now)
        if waiting is None or waiting[1] != Needs.SETUP:
            return None
        return propose_in(tx, waiting[0], now)


def finish_setup(context: Context, token: str, code: str, browser: Browser) -> tuple[SignedIn, list[str]]:
    """Take an app into use and open the session; return it and the recovery codes.

    Raises:
        StartAgainError: no sign-in waits for that.
        WrongCodeError: the code is not the app's.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        member = _waiting(tx, token, Needs.SETUP, now)
        codes = confirm_in(tx, member, code, now, Actor.staff(member.id))
        staff_tokens.revoke_session(tx, token, now)
        return open_session(tx, member, browser, now, "password, authenticator app"), codes


def count_guess(tx: Tx, account: str, where: str, at: datetime) -> int:
    """Note a guess as wrong before it is looked at; return its id.

    Raises:
        ThrottledError: too many were wrong.

    """
    sign_in_attempts.lock_account(tx, account)
    if sign_in_attempts.failures(tx, account, where, at - SPAN).of_account >= PER_ACCOUNT:
        count_failure("throttled")
        raise ThrottledError("too many attempts; wait 15 minutes", SPAN)
    return sign_in_attempts.add_attempt(tx, account, where, at)


def _waiting(tx: Tx, token: str, needs: Needs, at: datetime) -> StaffMember:
    waiting = staff_tokens.find_waiting(tx, token, at)
    if waiting is None or waiting[1] != needs:
        raise StartAgainError("this took too long; sign in again")
    return waiting[0]
