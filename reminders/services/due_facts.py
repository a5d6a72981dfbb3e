"""Everything a wave must know about its due messages, loaded with a handful of queries for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reminders.core.contact import Channel, Reach
from reminders.ports import Links
from reminders.store import clinics, enrollments, fuse, opt_outs, patients, replies
from reminders.store.patients import EMAIL, PHONE
from reminders.store.vault import WrongKeyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.pathway import Step
    from reminders.services.context import Context
    from reminders.store.claims import DueMessage
    from reminders.store.clinics import Clinic
    from reminders.store.session import Tx

NO_LINKS = Links(page="", unsubscribe="")


@dataclass(slots=True)
class DueFacts:
    """Answers questions about the messages of one wave."""

    context: Context
    tx: Tx
    clinics: Mapping[int, Clinic]
    addresses: Mapping[str, tuple[str, list[str]]]
    unreadable: Mapping[str, WrongKeyError]
    stopped: set[tuple[str, str, str]]
    answers_by_enrollment: Mapping[str, Mapping[str, str]]
    texted: set[str] = field(default_factory=set[str])

    def clinic(self, message: DueMessage) -> Clinic:
        """Return the message's clinic."""
        return self.clinics[message.row.clinic_id]

    def zone(self, message: DueMessage) -> ZoneInfo:
        """Return the clock the message is read on: the patient's, else the clinic's."""
        return ZoneInfo(message.row.timezone) if message.row.timezone else self.clinic(message).zone

    def step(self, message: DueMessage) -> Step | None:
        """Return the step of a scheduled message, as the pathway version of its enrollment has it."""
        if message.row.pathway_version_id is None:
            return None
        return self.context.book.get(self.tx, message.row.pathway_version_id).step(message.row.step)

    def address(self, message: DueMessage) -> tuple[str, list[str]]:
        """Return the address and its hashes, the writing key's first."""
        return self.addresses[message.id]

    def reach(self, message: DueMessage) -> Reach:
        """Tell whether the message's channel is open now.

        Raises:
            WrongKeyError: the address does not open.

        """
        if message.id in self.unreadable:
            raise self.unreadable[message.id]
        row = message.row
        channel = Channel(row.channel)
        consent = row.sms_consent if channel is Channel.SMS else row.email_consent
        if message.id not in self.addresses:
            return Reach.NO_CONSENT
        clinic = self.clinic(message)
        scope = opt_outs.scope_of(channel, clinic.id, clinic.sms_sender)
        _, hashes = self.addresses[message.id]
        if any((scope, channel.value, item) in self.stopped for item in hashes):
            return Reach.OPTED_OUT
        if not consent:
            return Reach.NO_CONSENT
        bad = row.phone_bad_since if channel is Channel.SMS else row.email_bad_since
        return Reach.BAD_ADDRESS if bad else Reach.OPEN

    def enrollment_facts(self, message: DueMessage) -> Mapping[str, str]:
        """Return the enrollment's facts, if there is one."""
        return enrollments.open_facts(self.tx, message.row.facts) if message.row.facts else {}

    def answers(self, message: DueMessage) -> Mapping[str, str]:
        """Return the enrollment's answers so far."""
        return self.answers_by_enrollment.get(message.row.enrollment_id, {})

    def given_name(self, message: DueMessage) -> str:
        """Return the patient's given name, or nothing for a stranger."""
        sealed = message.row.given_name
        return self.tx.vault.open("patients.given_name", sealed) if sealed else ""

    def links(self, message: DueMessage) -> Links:
        """Return the patient's own links."""
        return self.context.links.links(message.row.patient_id) if message.row.patient_id else NO_LINKS

    def is_first_text(self, message: DueMessage) -> bool:
        """Tell whether this phone never got a scheduled text before."""
        _, hashes = self.addresses[message.id]
        return not self.texted.intersection(hashes)

    def note_texted(self, hashes: Sequence[str]) -> None:
        """Remember a text of this very wave, so that a second one to the same phone is not its first."""
        self.texted.update(hashes)


def load_facts(context: Context, tx: Tx, due: Sequence[DueMessage]) -> DueFacts:
    """Load what a wave needs."""
    addresses: dict[str, tuple[str, list[str]]] = {}
    unreadable: dict[str, WrongKeyError] = {}
    for message in due:
        channel = Channel(message.row.channel)
        is_text = channel is Channel.SMS
        sealed = message.row.phone if is_text else message.row.email
        if sealed is None:
            continue
        try:
            address = tx.vault.open(PHONE if is_text else EMAIL, sealed)
        except WrongKeyError as error:  # this message's trouble, not the lane's
            unreadable[message.id] = error
        else:
            addresses[message.id] = (address, patients.address_hashes(tx, channel, address))
    hashes = {item for _, group in addresses.values() for item in group}
    phones = [
        item
        for message in due
        if message.row.channel == Channel.SMS.value and message.id in addresses
        for item in addresses[message.id][1]
    ]
    enrollment_ids = {message.row.enrollment_id for message in due if message.row.enrollment_id}
    return DueFacts(
        context=context,
        tx=tx,
        clinics={clinic.id: clinic for clinic in clinics.list_clinics(tx)},
        addresses=addresses,
        unreadable=unreadable,
        stopped=opt_outs.standing_opt_outs(tx, hashes),
        answers_by_enrollment=replies.answers_of(tx, enrollment_ids) if enrollment_ids else {},
        texted=fuse.phones_texted(tx, phones) if phones else set(),
    )
