"""Passkeys (WebAuthn): a key on the person's device or security key, which also checks a finger, a face or a PIN.

It signs in by itself: possession and the check on the device are two factors. Only this site's name can ask for it.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import UseError
from reminders.services.staff.access.failures import count_failure
from reminders.services.staff.access.opening import open_session
from reminders.services.staff.access.second_factor import new_codes, roles_with_factor
from reminders.services.staff.staff import note
from reminders.store.staff import handshakes, passkeys, second_factors, staff, staff_tokens

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.services.staff.access.opening import Browser, SignedIn

LASTS: Final = timedelta(minutes=5)
MAX_PASSKEYS: Final = 10
_NEW, _SIGN_IN = "new passkey", "passkey"


class PasskeyError(UseError):
    """The passkey is not one of ours, or its answer is not to our question."""


def passkeys_work(context: Context) -> bool:
    """Return True if a browser can have passkeys for this site: under a name, with TLS or on this machine."""
    parts = urlsplit(context.links.site_url(""))
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def begin_passkey(context: Context, member: StaffMember, *, actor: Actor) -> tuple[str, str]:
    """Return what a browser makes a passkey with, as JSON, and the token that ties the answer to it."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    del actor  # nothing has changed yet
    with context.db.read() as tx:
        known = passkeys.list_passkeys(tx, member.id)
    options = generate_registration_options(
        rp_id=_name(context),
        rp_name="Reminders",
        user_name=member.email,
        user_id=member.id.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=_bytes(item.credential_id)) for item in known],
    )
    return options_to_json(options), _keep(context, _NEW, options.challenge, member.id)


def add_passkey(
    context: Context, member: StaffMember, token: str, answer: str, browser: Browser, *, actor: Actor
) -> list[str]:
    """Keep a new passkey; return recovery codes, shown this once, where the person has none yet.

    Raises:
        PasskeyError: the answer is not to our question, or there are too many.

    """
    from webauthn import verify_registration_response

    bound_to = _use(context, _NEW, token)
    if bound_to.get("staff") != member.id:
        raise _refused()
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(bound_to["challenge"]),
            expected_rp_id=_name(context),
            expected_origin=_origin(context),
            require_user_verification=True,
        )
    except Exception as error:
        raise _refused() from error
    credential = _text(made.credential_id), _text(made.credential_public_key)
    with context.db.begin() as tx:
        now = context.clock.now()
        if passkeys.count_passkeys(tx, member.id) >= MAX_PASSKEYS or passkeys.find_passkey(tx, credential[0]):
            raise PasskeyError("you have this passkey, or ten, already")
        has_codes = second_factors.count_recovery_codes(tx, member.id) > 0
        passkeys.add_passkey(tx, member, credential, made.sign_count, browser.name or "Passkey", now)
        note(tx, member.clinic_id, Action.ADDED_PASSKEY, now, actor, member.id)
        return [] if has_codes else new_codes(tx, member, now)


def remove_passkey(context: Context, clinic: Clinic, member: StaffMember, key_id: str, *, actor: Actor) -> None:
    """Delete one of a person's passkeys.

    Raises:
        UseError: it is the only second factor, and the role needs one.

    """
    with context.db.begin() as tx:
        is_last = passkeys.count_passkeys(tx, member.id) == 1 and not second_factors.has_app(tx, member.id)
        if is_last and member.role in roles_with_factor(context, clinic):
            raise UseError("your role needs a second factor; add another one first")
        if passkeys.remove_passkey(tx, member.id, key_id):
            note(tx, clinic.id, Action.REMOVED_PASSKEY, context.clock.now(), actor, member.id)


def ask_passkey(context: Context) -> tuple[str, str]:
    """Return what a browser asks any of its passkeys for this site with, and the token that ties the answer to it."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=_name(context), user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options), _keep(context, _SIGN_IN, options.challenge, "")


def sign_in_by_passkey(context: Context, token: str, answer: str, browser: Browser, waiting: str = "") -> SignedIn:
    """Open a session for whose passkey answered; a session that waited for a code, `waiting`, is over.

    Raises:
        PasskeyError: the passkey is not known here, or its answer is not to our question.

    """
    from webauthn import verify_authentication_response

    try:
        challenge = _bytes(_use(context, _SIGN_IN, token)["challenge"])
        with context.db.read() as tx:
            key = passkeys.find_passkey(tx, _credential_id(answer))
            member = staff.get_staff(tx, key.clinic_id, key.staff_id) if key else None
        if key is None or member is None:
            raise _refused()
        try:
            proven = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_name(context),
                expected_origin=_origin(context),
                credential_public_key=_bytes(key.public_key),
                credential_current_sign_count=key.sign_count,
                require_user_verification=True,
            )
        except Exception as error:
            raise _refused() from error
    except PasskeyError:
        count_failure("passkey")
        raise
    with context.db.begin() as tx:
        now = context.clock.now()
        passkeys.use_passkey(tx, key.id, proven.new_sign_count, now)
        staff_tokens.revoke_session(tx, waiting, now)
        return open_session(tx, member, browser, now, "passkey")


def _keep(context: Context, purpose: str, challenge: bytes, staff_id: str) -> str:
    token, now = secrets.token_urlsafe(32), context.clock.now()
    with context.db.begin() as tx:
        bound_to = {"challenge": _text(challenge), "staff": staff_id}
        handshakes.add_handshake(tx, token, purpose, bound_to, (now, now + LASTS))
    return token


def _use(context: Context, purpose: str, token: str) -> dict[str, str]:
    with context.db.begin() as tx:
        bound_to = handshakes.use_handshake(tx, token, purpose, context.clock.now()) if token else None
    if bound_to is None:
        raise _refused()
    return bound_to


def _refused() -> PasskeyError:
    return PasskeyError("that passkey did not work here; try again, or sign in another way")


def _credential_id(answer: str) -> str:
    try:
        read: Any = json.loads(answer)
        return str(read["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused() from None


def _name(context: Context) -> str:
    return urlsplit(context.links.site_url("")).hostname or ""


def _origin(context: Context) -> str:
    parts = urlsplit(context.links.site_url(""))
    return f"{parts.scheme}://{parts.netloc}"


def _bytes(text: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    return base64url_to_bytes(text)


def _text(value: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url

    return bytes_to_base64url(value)
