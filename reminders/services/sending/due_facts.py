"""Everything a wave must know about its due messages, loaded with a handful of queries for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reminders.core.model.contact import Channel, Party, Reach
from reminders.core.model.enrollment import FIRST_SLOT, read_slots, slot_of
from reminders.core.model.status import Kind
from reminders.core.plans.holding import held_channels
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.ports import Links
from reminders.services.alerts.assign import ASSIGNED
from reminders.services.care_book import LiveCare
from reminders.services.wording.live_care import care_of_all
from reminders.services.wording.visit_words import VisitWords
from reminders.store.consent import opt_outs
from reminders.store.database.session import Damage
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import caregivers, enrollments, patients
from reminders.store.enrollment.patient_record import EMAIL, PHONE
from reminders.store.plans.visits import answers_by_slot
from reminders.store.replies import replies
from reminders.store.replies.standing import Whom, what_stands

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import VisitVoice
    from reminders.core.model.patient import Caregiver
    from reminders.core.model.quiet_hours import ClinicHours
    from reminders.core.model.status import Reason
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.replies.holds import ActiveHolds
    from reminders.store.sending.daily_limit import TextsSoFar
    from reminders.store.sending.due import DueMessage

NO_LINKS = Links(page="", unsubscribe="")
REPEAT_GUARD = timedelta(days=7)


@dataclass(slots=True)
class DueFacts:
    """Answers questions about the messages of one wave."""

    context: Context
    tx: Tx
    clinics: Mapping[int, Clinic]
    addresses: Mapping[str, tuple[str, list[str]]]
    unreadable: frozenset[str]
    stopped: set[tuple[str, str, str]]
    enrollment_ids: set[str]
    texts: TextsSoFar
    holds: ActiveHolds
    live: Mapping[int, LiveCare]
    caregivers: Mapping[str, Caregiver] = field(default_factory=dict[str, "Caregiver"])
    _visit_words: VisitWords | None = None
    _answers: Mapping[str, Mapping[str, str]] | None = None
    _about_visits: Mapping[tuple[str, int], Mapping[str, str]] | None = None
    _asked: Mapping[tuple[str, int, str, Party], datetime] | None = None
    _still_to_ask: AbstractSet[tuple[str, int, str, Party]] | None = None
    _hours: dict[int, ClinicHours] = field(default_factory=dict[int, "ClinicHours"])

    def clinic(self, message: DueMessage) -> Clinic:
        """Return the message's clinic."""
        return self.clinics[message.row.clinic_id]

    def care(self, message: DueMessage) -> LiveCare:
        """Return the care plans and wording that are live at the message's clinic."""
        return self.live.get(message.row.clinic_id) or LiveCare(self.context.catalog, self.context.renderer)

    def hours(self, message: DueMessage) -> ClinicHours:
        """Return the clinic's hours, read from its settings once per wave."""
        clinic = self.clinic(message)
        if clinic.id not in self._hours:
            self._hours[clinic.id] = clinic.hours
        return self._hours[clinic.id]

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
        """Return True if the message's channel is open now."""
        if message.id in self.unreadable:
            return Reach.CANNOT_BE_READ
        row, channel = message.row, message.channel
        if message.id not in self.addresses:
            return Reach.NO_CONSENT
        clinic = self.clinic(message)
        scope = opt_outs.scope_of(channel, clinic.id, clinic.sms_sender)
        _, hashes = self.addresses[message.id]
        own = row.patient_id if message.party is Party.PATIENT else None
        if opt_outs.is_stopped(self.stopped, channel, scope, hashes, own):
            return Reach.OPTED_OUT
        if row.patient_id is None:
            return Reach.OPEN  # who is no patient wrote to us, or is on call for the clinic
        consent, bad = self._consent(message)
        if not consent:
            return Reach.NO_CONSENT
        return Reach.BAD_ADDRESS if bad else Reach.OPEN

    def _consent(self, message: DueMessage) -> tuple[bool, datetime | None]:
        """Return whether the person who gets a message agreed to its channel, and since when nothing arrives there."""
        row = message.row
        if message.party is Party.CAREGIVER:
            caregiver = self.caregivers.get(row.patient_id)
            return (caregiver.agreed, caregiver.phone_bad_since) if caregiver else (False, None)
        if message.channel is Channel.SMS:
            return row.sms_consent, row.phone_bad_since
        return row.email_consent, row.email_bad_since

    def language(self, message: DueMessage) -> str:
        """Return the language of the person who gets a message."""
        row = message.row
        caregiver = self.caregivers.get(row.patient_id) if message.party is Party.CAREGIVER else None
        if caregiver:
            return caregiver.language
        return row.language or row.own_language or self.clinic(message).language_list[0]

    def visit(self, message: DueMessage) -> VisitVoice | None:
        """Return what a message says of its visit; the wave's are read on first need."""
        row, clinic = message.row, self.clinic(message)
        if row.anchor < FIRST_SLOT:  # about the surgery
            return None
        if self._visit_words is None:
            self._visit_words = VisitWords(self.tx, [(enrollment, row.anchor) for enrollment in self.enrollment_ids])
        language, zone = self.language(message), self.zone(message)
        also = read_slots(row.also_anchors)
        return self._visit_words.of(row.enrollment_id, row.anchor, clinic, language, zone, also)

    def hold(self, message: DueMessage) -> Reason | None:
        """Return why a scheduled message is on hold now, if it is."""
        if message.kind is not Kind.SCHEDULED:
            return None
        clinic = self.clinic(message)
        scope = opt_outs.scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
        hashes = self.addresses[message.id][1] if message.id in self.addresses else []
        kinds = self.holds.kinds(message.row.enrollment_id, scope, hashes)
        return held_channels(kinds, paused=False).get(message.channel) if kinds else None

    def enrollment_facts(self, message: DueMessage, step: Step | None) -> Mapping[str, str]:
        """Return the enrollment's facts, if the step depends on any."""
        if step is None or not (step.when or step.unless):
            return {}
        row = message.row
        return enrollments.decrypt_facts(self.tx, row.enrollment_id, row.facts) if row.facts else {}

    def answers(self, message: DueMessage, step: Step | None) -> Mapping[str, str]:
        """Return the enrollment's answers so far, if the step depends on any; the wave's are read on first need."""
        depends = step and (step.again_of or any(name.startswith(ANSWER_FACT) for name in (*step.when, *step.unless)))
        if not depends:
            return {}
        enrollment, slot = message.row.enrollment_id, slot_of(message.row.anchor)
        if self._answers is None:
            self._answers = replies.answers_of(self.tx, self.enrollment_ids)
        given = self._answers.get(enrollment, {})
        if not slot:
            return given
        if self._about_visits is None:
            self._about_visits = answers_by_slot(self.tx, self.enrollment_ids)
        return {**given, **self._about_visits.get((enrollment, slot), {})}

    def first_asked(self, message: DueMessage, step: Step | None) -> date | None:
        """Return the patient's day on which the question left that a step asks once more; read on first need."""
        if step is None or step.again_of is None:
            return None
        if self._asked is None:
            self._asked = replies.asked_at(self.tx, self.enrollment_ids)
        at = self._asked.get((message.row.enrollment_id, message.row.anchor, step.again_of, message.party))
        return at.astimezone(self.zone(message)).date() if at else None

    def first_open(self, message: DueMessage, step: Step | None) -> bool:
        """Return True if the question that a step asks once more is still to leave or on its way."""
        if step is None or step.again_of is None:
            return False
        if self._still_to_ask is None:
            self._still_to_ask = replies.still_to_ask(self.tx, self.enrollment_ids)
        row = message.row
        return (row.enrollment_id, row.anchor, step.again_of, message.party) in self._still_to_ask

    def given_name(self, message: DueMessage) -> str:
        """Return the patient's given name, or nothing for a stranger."""
        row = message.row
        cell = CellId("patients.given_name", row.patient_id)
        return self.tx.vault.decrypt(cell, row.given_name) if row.given_name else ""

    def links(self, message: DueMessage, step: Step | None) -> Links:
        """Return the own links of the person who gets a message, to a question the one that answers it too."""
        if message.party is Party.CAREGIVER:
            caregiver = self.caregivers.get(message.row.patient_id)
            return self.context.links.caregiver_links(caregiver.link_id) if caregiver else NO_LINKS
        if message.row.patient_id:
            links, epoch = self.context.links, message.row.link_epoch
            own = links.links(message.row.patient_id, epoch)
            return replace(own, answer=links.answer_url(message.id, epoch)) if step and step.ask else own
        if message.kind is not Kind.ALERT:
            return NO_LINKS
        links = self.context.links
        return Links(links.site_url("/") if message.row.step == ASSIGNED else links.notice_url(message.id), "")


def load_facts(context: Context, tx: Tx, due: Sequence[DueMessage], now: datetime) -> DueFacts:
    """Load what a wave needs."""
    addresses: dict[str, tuple[str, list[str]]] = {}
    unreadable: set[str] = set()
    cared_for = {message.row.patient_id for message in due if message.party is Party.CAREGIVER}
    caring = caregivers.caregivers_of(tx, cared_for) if cared_for else {}
    for message in due:
        try:
            address = _address(tx, message, caring)
        except WrongKeyError:  # this message's trouble, not the lane's
            unreadable.add(message.id)
            tx.damaged.add(Damage(message.row.clinic_id, message.row.patient_id))
            continue
        if address is not None:
            addresses[message.id] = (address, patients.address_hashes(tx, message.channel, address))
    hashes = {item for _, group in addresses.values() for item in group}
    hashes |= {opt_outs.patient_key(message.row.patient_id) for message in due if message.row.patient_id}
    phones = [
        item
        for message in due
        if message.kind is Kind.SCHEDULED and message.channel is Channel.SMS and message.id in addresses
        for item in addresses[message.id][1]
    ]
    enrollment_ids = {message.row.enrollment_id for message in due if message.row.enrollment_id}
    clinic_ids = {message.row.clinic_id for message in due}
    found = what_stands(tx, Whom(clinic_ids, enrollment_ids, hashes, phones, since=now - REPEAT_GUARD))
    return DueFacts(
        context=context,
        tx=tx,
        clinics=found.clinics,
        addresses=addresses,
        unreadable=frozenset(unreadable),
        stopped=found.stopped,
        enrollment_ids=enrollment_ids,
        texts=found.texts,
        holds=found.holds,
        live=care_of_all(context, tx, found.own_care, now) if found.own_care else {},
        caregivers=caring,
    )


def _address(tx: Tx, message: DueMessage, caring: Mapping[str, Caregiver]) -> str | None:
    """Return where a message goes: to the person's address of now; an answer, else, to the phone that wrote.

    Raises:
        WrongKeyError: it does not open.

    """
    row, own = message.row, message.row.own_address
    to_caregiver = message.party is Party.CAREGIVER
    if row.patient_id is None or message.kind is Kind.OPT_IN or (to_caregiver and message.kind is not Kind.SCHEDULED):
        return tx.vault.decrypt_optional(CellId("messages.address", message.id), own)
    if to_caregiver:
        caregiver = caring.get(row.patient_id)
        if caregiver and caregiver.damaged:
            raise WrongKeyError
        return caregiver.phone if caregiver else None
    ciphertext, name = (row.phone, PHONE) if message.channel is Channel.SMS else (row.email, EMAIL)
    try:
        return tx.vault.decrypt_optional(CellId(name, row.patient_id), ciphertext)
    except WrongKeyError:
        if message.kind is not Kind.AUTO_REPLY or own is None:
            raise
        tx.damaged.add(Damage(row.clinic_id, row.patient_id))
        return tx.vault.decrypt(CellId("messages.address", message.id), own)
