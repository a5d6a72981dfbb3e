"""Has a person prove again who they are, before what cannot be taken back: erasing, exporting, keys, approvals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import UseError
from reminders.core.staff.client_address import counted_network
from reminders.services.staff.access.failures import count_failure
from reminders.services.staff.access.second_factor import use_code
from reminders.services.staff.access.sign_in_steps import count_guess
from reminders.services.staff.passwords import is_password
from reminders.services.staff.staff import note
from reminders.store.staff import sign_in_attempts, staff, staff_tokens

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context

RECENT: Final = timedelta(minutes=10)


class NotConfirmedError(UseError):
    """Neither the password nor a code."""


def confirm_person(
    context: Context, member: StaffMember, token: str, proof: str, address: str, *, actor: Actor
) -> None:
    """Take the password, or a code of the second factor, and count the session as recent from now.

    Raises:
        NotConfirmedError: it is neither.
        ThrottledError: too many wrong ones.

    """
    now, account = context.clock.now(), f"confirm:{member.id}"
    with context.db.begin() as tx:
        where = sign_in_attempts.address_hash(tx, counted_network(address))
        attempt = count_guess(tx, account, where, now)
        stored_hash = staff.password_hash_of(tx, member.id)
    right = is_password(stored_hash, proof)  # outside any transaction: it takes its time on purpose
    with context.db.begin() as tx:
        right = right or use_code(tx, member.id, proof, now) is not None
        if right:
            sign_in_attempts.mark_succeeded(tx, attempt, account, where)
            staff_tokens.confirm_session(tx, token, now)
            note(tx, member.clinic_id, Action.CONFIRMED_PERSON, now, actor)
    if not right:
        count_failure("confirm")
        raise NotConfirmedError("that is not your password or a code from your app")
