"""The own page of a patient, or of the caregiver: the plan ahead, how to reach the clinic, stopping a channel.

Each sees their own messages and changes their own channels. The holder of the link is that person, or was shown the
phone: the page shows no name, and what it changes can be undone. It closes 60 days after the last message of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.actor import CAREGIVER_ON_OWN_PAGE, PATIENT_ON_OWN_PAGE
from reminders.core.model.contact import Channel, Party, Reach
from reminders.ports import RenderError
from reminders.services.consent.stop import start_emails, stop_address
from reminders.services.links import LinkKind
from reminders.services.plans.reach import caregiver_contacts, contacts_of
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import Recipient, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.clinics import clinics
from reminders.store.consent import own_messages
from reminders.store.enrollment import caregivers, patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.services.context import Context
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
    WAITING = "waiting"  # for the answer to our question, which opens it


_STATES = {
    Reach.OPEN: ChannelState.ON,
    Reach.OPTED_OUT: ChannelState.STOPPED,
    Reach.DECLINED: ChannelState.STOPPED,
    Reach.NOT_CONFIRMED: ChannelState.WAITING,
    Reach.BAD_ADDRESS: ChannelState.BAD,
    Reach.CANNOT_BE_READ: ChannelState.BAD,
    Reach.NO_CONSENT: ChannelState.NEVER,
}


@dataclass(frozen=True, slots=True)
class UpcomingMessage:
    """One note to come, in the reader's language and on the patient's clock."""

    id: str
    title: str | None
    channel: Channel
    due_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All that an own page shows. `party` says whose it is; a caregiver has no channel but texts."""

    clinic: Clinic
    language: str
    zone: ZoneInfo
    coming: Sequence[UpcomingMessage]
    left: Sequence[LeftMessage]
    channels: dict[Channel, ChannelState]
    party: Party = Party.PATIENT


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who holds a link: the patient, or the patient's caregiver."""

    patient: Patient
    caregiver: Caregiver | None = None
    chosen: str = ""  # the language in which the page is to be read, where it is not the holder's own

    @property
    def party(self) -> Party:
        return Party.CAREGIVER if self.caregiver else Party.PATIENT

    @property
    def language(self) -> str:
        return self.chosen or (self.caregiver.language if self.caregiver else self.patient.language)

    @property
    def channels(self) -> tuple[Channel, ...]:
        return (Channel.SMS,) if self.caregiver else tuple(Channel)

    def address(self, channel: Channel) -> str | None:
        if self.caregiver:
            return self.caregiver.phone if channel is Channel.SMS else None
        return self.patient.address(channel)

    def contact(self, tx: Tx, clinic: Clinic) -> Contact:
        key = self.patient.id
        if self.caregiver:
            return caregiver_contacts(tx, clinic, {key: self.caregiver})[key]
        return contacts_of(tx, clinic, [self.patient])[key]


def open_page(context: Context, token: str, language: str = "") -> OwnPage | None:
    """Return the page of a link; None for one that is forged or expired, or from before the contact changed.

    `language`: another one of the clinic's, to read the page in; what is sent stays in the holder's.
    """
    with context.db.read() as tx:
        now = context.clock.now()
        holder = _holder(context, tx, token, now)
        if holder is None:
            return None
        clinic = clinics.get_clinic(tx, holder.patient.clinic_id)
        chosen = language if language in clinic.language_list else ""
        return _read(context, tx, clinic, replace(holder, chosen=chosen), now)


def read_page(context: Context, tx: Tx, clinic: Clinic, patient: Patient, now: datetime) -> OwnPage:
    """Return what the page of a patient shows: the patient's own messages, never the caregiver's."""
    return _read(context, tx, clinic, _Holder(patient), now)


def _read(context: Context, tx: Tx, clinic: Clinic, holder: _Holder, now: datetime) -> OwnPage:
    context = at_clinic(context, clinic, tx)
    patient, contact = holder.patient, holder.contact(tx, clinic)
    ahead = own_messages.coming(tx, patient.id, holder.party, now)
    return OwnPage(
        clinic=clinic,
        language=holder.language,
        zone=patient.zone,
        coming=[_line(context, tx, clinic, holder, message) for message in ahead],
        left=[_without_links(note) for note in own_messages.latest_left(tx, patient.id, holder.party, SHOWN_AGAIN)],
        channels={channel: _STATES[contact.of(channel)] for channel in holder.channels},
        party=holder.party,
    )


def stop_channel(context: Context, token: str, channel: Channel) -> bool:
    """Stop a channel for the holder of a link; idempotent. Return False for a forged or expired link."""
    return _change(context, token, channel, start=False)


def start_email(context: Context, token: str) -> bool:
    """Start email again at the patient's own wish; texts start by a text only. Return False for a dead link."""
    return _change(context, token, Channel.EMAIL, start=True)


def _change(context: Context, token: str, channel: Channel, *, start: bool) -> bool:
    with context.db.begin() as tx:
        now = context.clock.now()
        holder = _holder(context, tx, token, now)
        if holder is None or channel not in holder.channels:
            return False
        address = holder.address(channel)
        if address is not None:
            clinic = clinics.get_clinic(tx, holder.patient.clinic_id)
            by = CAREGIVER_ON_OWN_PAGE if holder.caregiver else PATIENT_ON_OWN_PAGE
            if start:
                start_emails(context, tx, clinic, address, at=now, actor=by)
            else:
                stop_address(context, tx, clinic, channel, address, source=SOURCE, at=now, actor=by)
    return True


def _holder(context: Context, tx: Tx, token: str, now: datetime) -> _Holder | None:
    if link := context.links.read(LinkKind.PAGE, token):
        patient = patients.get_patients(tx, [link.id]).get(link.id)
        holder = _Holder(patient) if patient is not None and patient.link_epoch == link.epoch else None
    else:
        holder = _caregiver(context, tx, token)
    if holder is None or holder.patient.erased_at is not None:
        return None
    last = own_messages.last_moment(tx, holder.patient.id, holder.party)
    return holder if last is not None and now < last + OPEN_AFTER_LAST else None


def _caregiver(context: Context, tx: Tx, token: str) -> _Holder | None:
    link = context.links.read(LinkKind.CAREGIVER_PAGE, token)
    caregiver = caregivers.caregiver_of_link(tx, link.id) if link else None
    if caregiver is None:
        return None
    return _Holder(patients.get_patients(tx, [caregiver.patient_id])[caregiver.patient_id], caregiver)


def _without_links(note: LeftMessage) -> LeftMessage:
    """Take the lines off a mail that only hold the way to this page and out of the emails."""
    if note.text is None:
        return note
    return replace(note, text="\n".join(line for line in note.text.splitlines() if "://" not in line).strip())


def _line(context: Context, tx: Tx, clinic: Clinic, holder: _Holder, message: ComingMessage) -> UpcomingMessage:
    # What the patient's email is called speaks to the patient; a text to the caregiver has no title.
    return UpcomingMessage(
        id=message.id,
        title=None if holder.caregiver else _title(context, tx, clinic, holder, message),
        channel=message.channel,
        due_at=message.due_at,
        held=message.held,
    )


def _title(context: Context, tx: Tx, clinic: Clinic, holder: _Holder, message: ComingMessage) -> str | None:
    """Return what a note is about: the first line of its email. None when there is none to read."""
    step = context.book.get(tx, message.pathway_version_id).step(message.step)
    if step is None:
        return None
    patient = holder.patient
    visit = VisitWords(tx, [(message.enrollment_id, message.generation)])
    told = visit.of(message.enrollment_id, message.generation, clinic, holder.language, patient.zone, message.also)
    reader = Recipient(patient.given_name, holder.language, context.links.links(patient.id, patient.link_epoch))
    try:
        mail = write_step(context.renderer, clinic, reader, step, Channel.EMAIL, number=0, visit=told)
    except RenderError:
        return None
    return mail.text.split("\n", 1)[0]
