"""Signs staff in by an identity provider: who it says they are, with the role that their groups have."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import IDENTITY_PROVIDER
from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import UseError, WrongUseError
from reminders.core.model.staff_member import StaffMember
from reminders.core.staff.identity import Handshake, IdentityError, match_rule
from reminders.core.staff.staff_name import clean_name
from reminders.services.staff.access.failures import count_failure
from reminders.services.staff.access.opening import open_session
from reminders.services.staff.rename import write_name
from reminders.services.staff.staff import clean_email, note
from reminders.store.clinics import clinics
from reminders.store.staff import handshakes, staff, staff_tokens
from reminders.store.staff.staff import new_staff_id

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.staff.identity import Identity, IdentityProvider
    from reminders.services.context import Context
    from reminders.services.staff.access.opening import Browser, SignedIn
    from reminders.store.database.session import Tx

LASTS: Final = timedelta(minutes=10)
_PURPOSE = "sso"
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)


def begin_single_sign_on(context: Context, next_url: str, *, again: bool) -> tuple[str, str]:
    """Return the provider's address for this sign-in, and the token that ties it to this browser.

    Raises:
        IdentityError: there is no provider, or it cannot be reached.

    """
    handshake = Handshake(*(secrets.token_urlsafe(32) for _ in range(3)))
    url = _provider(context).begin(handshake, again=again)
    token, now = secrets.token_urlsafe(32), context.clock.now()
    bound_to = asdict(handshake) | {"next_url": next_url, "again": "yes" if again else ""}
    with context.db.begin() as tx:
        handshakes.add_handshake(tx, token, _PURPOSE, bound_to, (now, now + LASTS))
    return url, token


def finish_single_sign_on(
    context: Context, token: str, state: str, code: str, browser: Browser
) -> tuple[SignedIn, str]:
    """Open a session for who the provider says it is; return it and the page to go on with.

    Raises:
        IdentityError: the answer is not for this browser's sign-in, was used before, cannot be trusted, or the person
            has no place here.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        bound_to = handshakes.use_handshake(tx, token, _PURPOSE, now) if token else None
    if bound_to is None or not secrets.compare_digest(bound_to["state"].encode(), state.encode()) or not code:
        count_failure("sso")
        raise IdentityError("this sign-in took too long or was used before; try again")
    handshake = Handshake(bound_to["state"], bound_to["nonce"], bound_to["verifier"])
    try:
        identity = _provider(context).finish(handshake, code, again=bool(bound_to["again"]))
        with context.db.begin() as tx:
            member = _member(context, tx, identity, now)
            signed_in = open_session(tx, member, browser, now, "single sign-on")
            # A provider that remembers the person asked for nothing: what needs a recent sign-in asks again.
            staff_tokens.confirm_session(tx, signed_in.token, min(identity.signed_in_at or _LONG_AGO, now))
            return signed_in, bound_to["next_url"]
    except IdentityError:
        count_failure("sso")
        raise


def _provider(context: Context) -> IdentityProvider:
    if context.sso.provider is None:
        raise IdentityError("single sign-on is not set up here")
    return context.sso.provider


def _member(context: Context, tx: Tx, identity: Identity, at: datetime) -> StaffMember:
    """Return whose account it is: by the provider's subject, at the first time by email; or a new one.

    Raises:
        IdentityError: the person has no place here.

    """
    try:
        email = clean_email(identity.email)
    except WrongUseError:
        raise IdentityError("your identity provider did not say your email; ask your system administrator") from None
    member = staff.find_subject(tx, identity.subject)
    if member is None:
        member = staff.find_staff(tx, email)
        if member is not None and not staff.bind_subject(tx, member.id, identity.subject):
            raise IdentityError("this account belongs to another person at your identity provider; ask an admin")
    if member is None:
        return _add(context, tx, identity, email, at)
    if member.disabled_at is not None:
        raise IdentityError("your account is deactivated; ask an admin")
    if member.name is None:
        write_name(tx, member, _name(identity), at, actor=IDENTITY_PROVIDER)
    return _with_role(context, tx, member, identity, at)


def _name(identity: Identity) -> str | None:
    """Return the name the provider gave, or None: one that cannot be used keeps no one from signing in."""
    try:
        return clean_name(identity.name)
    except UseError:
        return None


def _with_role(context: Context, tx: Tx, member: StaffMember, identity: Identity, at: datetime) -> StaffMember:
    if not context.sso.rules or member.email in (context.sso.break_glass or ()):
        return member
    rule = match_rule(context.sso.rules, identity.groups, clinics.get_clinic(tx, member.clinic_id).slug)
    if rule is None:
        raise IdentityError("none of your groups has a role at your clinic; ask your system administrator")
    if rule.role is not member.role:
        staff.change_staff(tx, member.id, role=rule.role.value)
        note(tx, member.clinic_id, Action.CHANGED_ROLE, at, IDENTITY_PROVIDER, f"{member.id} {rule.role.value}")
    return member


def _add(context: Context, tx: Tx, identity: Identity, email: str, at: datetime) -> StaffMember:
    rule, clinic = match_rule(context.sso.rules, identity.groups, None), None
    if rule is not None:
        clinic = _clinic(tx, rule.clinic)
    if rule is None or clinic is None:
        raise IdentityError("none of your groups has a role at a clinic here; ask your system administrator")
    member = StaffMember(
        new_staff_id(),
        clinic.id,
        email,
        rule.role,
        clinic.language_list[0],
        has_password=False,
        name=_name(identity),
    )
    staff.add_staff(tx, member, None, at)
    staff.bind_subject(tx, member.id, identity.subject)
    note(tx, clinic.id, Action.ADDED_STAFF, at, IDENTITY_PROVIDER, f"{member.id} {rule.role.value}")
    return member


def _clinic(tx: Tx, slug: str | None) -> Clinic | None:
    if slug is not None:
        return clinics.find_clinic(tx, slug)
    every = clinics.list_clinics(tx)
    return every[0] if len(every) == 1 else None
