"""Opens a session on a browser, knows the device again, and tells a person by email of one that is new."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.language.known_languages import page_words
from reminders.core.model.actor import Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Channel
from reminders.core.staff.client_address import read_address
from reminders.ports import Rendered
from reminders.services.staff.mail import send_to_staff
from reminders.services.staff.staff import note
from reminders.store.clinics import clinics
from reminders.store.staff import devices, staff_tokens

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.staff_member import StaffMember
    from reminders.core.staff.second_factor import Needs
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_IDLE, MAX_SESSION = timedelta(hours=1), timedelta(hours=12)
KNOWN_FOR: Final = timedelta(days=180)
"""How long a device on which a person does not sign in is known."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from: its network address, the token of its device, and what it calls itself."""

    address: str = ""
    device: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's token, and what it waits for before it is open.

    `device` is the token of a device that was not known, for its cookie. `tell` is who is to hear of it.
    `link_made`: a colleague made a link that sets this person's password since the last sign-in.
    """

    token: str
    needs: Needs | None = None
    device: str = ""
    tell: StaffMember | None = None
    link_made: bool = False


def open_session(tx: Tx, member: StaffMember, browser: Browser, at: datetime, how: str) -> SignedIn:
    """Open a session for a person who has proven who they are; `how` goes into the audit log."""
    token, device = secrets.token_urlsafe(32), ""
    address = str(read_address(browser.address) or "")
    before = staff_tokens.last_session(tx, member.id)
    link_made = before is not None and bool(staff_tokens.links_by_colleagues(tx, member.id, before))
    staff_tokens.open_session(tx, token, member, at, at + MAX_SESSION, browser=browser.name, address=address)
    is_new = not devices.is_known(tx, member.id, browser.device, at - KNOWN_FOR)
    had_others = is_new and devices.count_devices(tx, member.id) > 0
    if is_new:
        device = know_device(tx, member, at)
    else:
        devices.see_device(tx, browser.device, at)
    note(tx, member.clinic_id, Action.SIGNED_IN, at, Actor.staff(member.id), f"{how}{address and f', from {address}'}")
    return SignedIn(token, None, device, member if had_others else None, link_made)


def know_device(tx: Tx, member: StaffMember, at: datetime) -> str:
    """Know a device from now on; return the token for its cookie."""
    device = secrets.token_urlsafe(32)
    devices.drop_devices(tx, member.id, at - KNOWN_FOR)
    devices.add_device(tx, member.id, device, at)
    return device


def tell_of_device(context: Context, signed_in: SignedIn, browser: Browser) -> None:
    """Email a person that their account was used on a device that was not known, where email leaves."""
    member = signed_in.tell
    if member is None or not context.senders[Channel.EMAIL].leaves:
        return
    with context.db.read() as tx:
        clinic = clinics.get_clinic(tx, member.clinic_id)
    words = page_words(member.language, "new_device")
    when = context.clock.now().astimezone(clinic.zone).strftime("%Y-%m-%d %H:%M %Z")
    text = words["text"].format(clinic=clinic.name, browser=browser.name or words["unknown"], when=when)
    link = context.links.site_url("/account")
    send_to_staff(context, member, Rendered(f"{text}\n\n{words['todo']}\n\n{link}\n", words["subject"]))
