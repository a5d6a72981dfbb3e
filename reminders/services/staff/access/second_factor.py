"""Second factors: an authenticator app (TOTP, RFC 6238) and recovery codes for the day the phone is lost."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import UseError
from reminders.core.staff.second_factor import STEPS_AROUND, required_roles, step_at, write_roles
from reminders.services.staff.staff import note, pick_member
from reminders.store.clinics import clinics
from reminders.store.staff import passkeys, second_factors, staff_tokens

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.roles import Role
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.staff.passkeys import Passkey

ISSUER: Final = "Reminders"
RECOVERY_CODES: Final = 10
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_LETTERS, _GROUP = 16, 4


class WrongCodeError(UseError):
    """The code is not the app's, or was used before."""


@dataclass(frozen=True, slots=True)
class AppSetup:
    """What an authenticator app is set up with: the seed to type, and the address that its QR code holds."""

    seed: str
    uri: str


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether a person has a second factor, an app for it, must have one; recovery codes left, and passkeys."""

    is_on: bool
    has_app: bool
    is_required: bool
    recovery_codes: int
    passkeys: list[Passkey]


def roles_with_factor(context: Context, clinic: Clinic) -> frozenset[Role]:
    """Return the roles of a clinic that need a second factor."""
    return required_roles(clinic.second_factor, context.second_factor_roles)


def list_with_factor(context: Context, clinic: Clinic) -> set[str]:
    """Return the ids of a clinic's staff who sign in with a second factor."""
    with context.db.read() as tx:
        return second_factors.staff_with_factor(tx, clinic.id)


def choose_roles(context: Context, clinic: Clinic, roles: frozenset[Role], *, actor: Actor) -> None:
    """Set which roles need a second factor; people without one set it up at their next sign-in."""
    with context.db.begin() as tx:
        standing = clinics.lock_clinic(tx, clinic.id)
        if roles == roles_with_factor(context, standing):
            return
        clinics.change_clinic(tx, replace(standing, second_factor=write_roles(roles)))
        detail = f"second_factor: {write_roles(roles).replace(',', ' ') or 'none'}"
        note(tx, clinic.id, Action.CHANGED_CLINIC, context.clock.now(), actor, detail)


def factor_state(context: Context, clinic: Clinic, member: StaffMember) -> FactorState:
    """Return how a person's second factor stands."""
    with context.db.read() as tx:
        return FactorState(
            second_factors.has_factor(tx, member.id),
            second_factors.has_app(tx, member.id),
            member.role in roles_with_factor(context, clinic),
            second_factors.count_recovery_codes(tx, member.id),
            passkeys.list_passkeys(tx, member.id),
        )


def propose_app(context: Context, member: StaffMember, *, actor: Actor) -> AppSetup:
    """Return what to set an app up with: the same until a first code has confirmed it."""
    del actor  # nothing has changed yet: only the app's first code takes it into use
    with context.db.begin() as tx:
        return propose_in(tx, member, context.clock.now())


def propose_in(tx: Tx, member: StaffMember, at: datetime) -> AppSetup:
    """Return what to set an app up with, in an open transaction."""
    from pyotp import random_base32  # only who sets an app up pays for it
    from pyotp.totp import TOTP

    seed = second_factors.find_seed(tx, member.id, confirmed=False)
    if seed is None:
        seed = random_base32()
        second_factors.propose_seed(tx, member, seed, at)
    return AppSetup(seed, TOTP(seed, name=member.email, issuer=ISSUER).provisioning_uri())


def confirm_app(context: Context, member: StaffMember, code: str, *, actor: Actor) -> list[str]:
    """Take an app into use with a first code; return the recovery codes, which are shown this once.

    Raises:
        WrongCodeError: the code is not the app's.

    """
    with context.db.begin() as tx:
        return confirm_in(tx, member, code, context.clock.now(), actor)


def confirm_in(tx: Tx, member: StaffMember, code: str, at: datetime, actor: Actor) -> list[str]:
    """Take an app into use, in an open transaction; see `confirm_app`."""
    seed = second_factors.find_seed(tx, member.id, confirmed=False)
    step = _step_of(seed, _clean(code), at) if seed else None
    if step is None or not second_factors.confirm_seed(tx, member.id, step, at):
        raise WrongCodeError("that code is not right; enter the 6 digits that your app shows now")
    note(tx, member.clinic_id, Action.ADDED_SECOND_FACTOR, at, actor, member.id)
    return new_codes(tx, member, at)


def renew_recovery_codes(context: Context, member: StaffMember, *, actor: Actor) -> list[str]:
    """Return new recovery codes, shown this once; the earlier ones no longer work.

    Raises:
        UseError: the person has no second factor.

    """
    with context.db.begin() as tx:
        if not second_factors.has_factor(tx, member.id):
            raise UseError("set up an authenticator app first")
        now = context.clock.now()
        note(tx, member.clinic_id, Action.RENEWED_RECOVERY_CODES, now, actor, member.id)
        return new_codes(tx, member, now)


def remove_factor(context: Context, clinic: Clinic, member: StaffMember, *, actor: Actor) -> None:
    """Sign in with the password alone from now on.

    Raises:
        UseError: the person's role needs a second factor.

    """
    if member.role in roles_with_factor(context, clinic):
        raise UseError("your role needs a second factor; to change phones, use a recovery code and set it up again")
    with context.db.begin() as tx:
        if second_factors.remove_factors(tx, member.id):
            note(tx, clinic.id, Action.REMOVED_SECOND_FACTOR, context.clock.now(), actor, member.id)


def reset_second_factor(context: Context, clinic: Clinic, email: str, *, actor: Actor) -> bool:
    """Remove the second factor of a person who lost it and the recovery codes, and end every session of theirs.

    Returns False if there was none. Only the command line does this: an admin who could, could become a colleague.

    Raises:
        NotFoundError: no such staff member.

    """
    with context.db.begin() as tx:
        member, now = pick_member(tx, clinic, email), context.clock.now()
        had = second_factors.remove_factors(tx, member.id)
        staff_tokens.revoke_sessions(tx, member.id, now)
        note(tx, clinic.id, Action.RESET_SECOND_FACTOR, now, actor, member.id)
    return had


def use_code(tx: Tx, staff_id: str, code: str, at: datetime) -> str | None:
    """Use up a code of the app, or a recovery code; return which it was, or None if it is neither."""
    code = _clean(code)
    if not (code.isascii() and code.isdigit()):
        return "recovery code" if second_factors.use_recovery_code(tx, staff_id, code, at) else None
    seed = second_factors.find_seed(tx, staff_id, confirmed=True)
    step = _step_of(seed, code, at) if seed else None
    return "authenticator app" if step is not None and second_factors.use_step(tx, staff_id, step) else None


def _step_of(seed: str, code: str, at: datetime) -> int | None:
    from pyotp.totp import TOTP

    app, present = TOTP(seed), step_at(at.timestamp())
    for around in STEPS_AROUND:
        if hmac.compare_digest(app.generate_otp(present + around).encode(), code.encode()):
            return present + around
    return None


def new_codes(tx: Tx, member: StaffMember, at: datetime) -> list[str]:
    """Make recovery codes in place of the earlier ones, in an open transaction."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS)) for _ in range(RECOVERY_CODES)]
    second_factors.set_recovery_codes(tx, member.id, codes, at)
    return ["-".join(code[start : start + _GROUP] for start in range(0, _CODE_LETTERS, _GROUP)) for code in codes]


def _clean(code: str) -> str:
    return "".join(mark for mark in code[:80].upper() if mark.isalnum())
