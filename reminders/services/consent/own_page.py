"""The patient's own page: the plan ahead, how to reach the clinic, and stopping or starting a channel.

Whoever holds the link is the patient, or was shown the phone: the page shows no name, and what it changes can be
undone. It closes 60 days after the last message of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.actor import PATIENT_ON_OWN_PAGE
from reminders.core.model.contact import Channel, Reach
from reminders.ports import RenderError
from reminders.services.consent.stop import start_emails, stop_address
from reminders.services.links import LinkKind
from reminders.services.plans.reach import contacts_of
from reminders.services.wording.render_message import Recipient, write_step
from reminders.store.clinics import clinics
from reminders.store.consent import own_messages
from reminders.store.enrollment import patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.links import Link
    from reminders.store.consent.own_messages import ComingMessage, LeftMessage
    from reminders.store.database.session import Tx

OPEN_AFTER_LAST = timedelta(days=60)
SHOWN_AGAIN = 6
"""How many of the latest notes can be read again."""

SOURCE = "own page"


class ChannelState(StrEnum):
    """What a page says of a channel."""

    ON = "on"
    STOPPED = "stopped"
    BAD = "bad"  # nothing arrives there
    NEVER = "never"  # no address, or never agreed to


_STATES = {
    Reach.OPEN: ChannelState.ON,
    Reach.OPTED_OUT: ChannelState.STOPPED,
    Reach.BAD_ADDRESS: ChannelState.BAD,
    Reach.CANNOT_BE_READ: ChannelState.BAD,
    Reach.NO_CONSENT: ChannelState.NEVER,
}


@dataclass(frozen=True, slots=True)
class UpcomingMessage:
    """One note to come, in the patient's language and on the patient's clock."""

    id: str
    title: str | None
    channel: Channel
    due_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All that a patient's page shows."""

    clinic: Clinic
    language: str
    zone: ZoneInfo
    coming: Sequence[UpcomingMessage]
    left: Sequence[LeftMessage]
    channels: dict[Channel, ChannelState]


def open_page(context: Context, token: str) -> OwnPage | None:
    """Return the page of a link; None for one that is forged or expired, or from before the contact changed."""
    link = context.links.read(LinkKind.PAGE, token)
    if link is None:
        return None
    with context.db.read() as tx:
        now = context.clock.now()
        patient = _holder(tx, link, now)
        if patient is None:
            return None
        return read_page(context, tx, clinics.get_clinic(tx, patient.clinic_id), patient, now)


def read_page(context: Context, tx: Tx, clinic: Clinic, patient: Patient, now: datetime) -> OwnPage:
    """Return what the page of a patient shows."""
    contact = contacts_of(tx, clinic, [patient])[patient.id]
    ahead = own_messages.coming(tx, patient.id, now)
    return OwnPage(
        clinic=clinic,
        language=patient.language,
        zone=patient.zone,
        coming=[_line(context, tx, clinic, patient, message) for message in ahead],
        left=[_without_links(note) for note in own_messages.latest_left(tx, patient.id, SHOWN_AGAIN)],
        channels={channel: _STATES[contact.of(channel)] for channel in Channel},
    )


def stop_channel(context: Context, token: str, channel: Channel) -> bool:
    """Stop a channel for the holder of a link; idempotent. Return False for a forged or expired link."""
    return _change(context, token, channel, start=False)


def start_email(context: Context, token: str) -> bool:
    """Start email again at the patient's own wish; texts start by a text only. Return False for a dead link."""
    return _change(context, token, Channel.EMAIL, start=True)


def _change(context: Context, token: str, channel: Channel, *, start: bool) -> bool:
    link = context.links.read(LinkKind.PAGE, token)
    if link is None:
        return False
    with context.db.begin() as tx:
        now = context.clock.now()
        patient = _holder(tx, link, now)
        if patient is None:
            return False
        address = patient.address(channel)
        if address is not None:
            clinic, by = clinics.get_clinic(tx, patient.clinic_id), PATIENT_ON_OWN_PAGE
            if start:
                start_emails(context, tx, clinic, address, at=now, actor=by)
            else:
                stop_address(context, tx, clinic, channel, address, source=SOURCE, at=now, actor=by)
    return True


def _holder(tx: Tx, link: Link, now: datetime) -> Patient | None:
    patient = patients.get_patients(tx, [link.id]).get(link.id)
    stands = patient is not None and patient.erased_at is None and patient.link_epoch == link.epoch
    last = own_messages.last_moment(tx, link.id) if stands else None
    return patient if last is not None and now < last + OPEN_AFTER_LAST else None


def _without_links(note: LeftMessage) -> LeftMessage:
    """Take the lines off a mail that only hold the way to this page and out of the emails."""
    if note.text is None:
        return note
    return replace(note, text="\n".join(line for line in note.text.splitlines() if "://" not in line).strip())


def _line(context: Context, tx: Tx, clinic: Clinic, patient: Patient, message: ComingMessage) -> UpcomingMessage:
    return UpcomingMessage(
        id=message.id,
        title=_title(context, tx, clinic, patient, message),
        channel=message.channel,
        due_at=message.due_at,
        held=message.held,
    )


def _title(context: Context, tx: Tx, clinic: Clinic, patient: Patient, message: ComingMessage) -> str | None:
    """Return what a note is about: the first line of its email. None when there is none to read."""
    step = context.book.get(tx, message.pathway_version_id).step(message.step)
    if step is None:
        return None
    reader = Recipient(patient.given_name, patient.language, context.links.links(patient.id, patient.link_epoch))
    try:
        mail = write_step(context.renderer, clinic, reader, step, Channel.EMAIL, number=0)
    except RenderError:
        return None
    return mail.text.split("\n", 1)[0]
