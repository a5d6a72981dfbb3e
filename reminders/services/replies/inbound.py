"""Who wrote, to which sender of ours, and whom it may concern: what is known of a text before it is acted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.actor import CAREGIVER_BY_TEXT, PATIENT_BY_TEXT
from reminders.core.model.contact import Party
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.enrollment import patients
from reminders.store.replies import replies

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Channel
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.patients import Holder

ENVIRONMENTS_SENDER = "default"


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as the provider hands it over. Numbers are E.164.

    `opt_out_type` is STOP, START or HELP when the provider has answered the patient by itself (Twilio's Advanced
    Opt-Out); then we must not answer a second time. `at` is when it came, if not just now, and `answered` says that
    whatever it asks for was answered then.
    """

    sender: str
    to: str
    body: str
    provider_id: str
    messaging_service: str | None = None
    opt_out_type: str | None = None
    pictures: int = 0
    at: datetime | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text (or mail) inside the transaction that stores it. `clinic` is the one that answers.

    `holders` are all patients who use the address, or whose caregiver does: it is never guessed which of them wrote.
    `sharing` are the clinics of the sender written to, and `senders` one of them for each name it goes by: Twilio names
    the number and the messaging service, and one clinic may send by this and another by that. `copies` are the text as
    each other clinic concerned has it, by clinic.
    """

    context: Context
    tx: Tx
    clinic: Clinic
    channel: Channel
    address: str
    address_hashes: Sequence[str]
    holders: Sequence[Holder]
    at: datetime
    answered_by_provider: bool = False
    answered: bool = False
    sharing: Sequence[int] = ()
    senders: Sequence[Clinic] = ()
    copies: dict[int, str] = field(default_factory=dict[int, str])

    @property
    def concerned(self) -> list[int]:
        """The clinics that get to see the text, the one that answers among them.

        Those whose patient may have written. A stranger's text at a shared sender is for every clinic on it: two that
        look are better than an emergency that each takes for the other's.
        """
        return sorted({holder.clinic_id for holder in self.holders} or {self.clinic.id, *self.sharing})

    @property
    def patient_ids(self) -> list[str]:
        """Everyone who may have written."""
        return [holder.id for holder in self.holders]

    @property
    def only_patient(self) -> str | None:
        """The patient who wrote, when only one can have."""
        return self.holders[0].id if len(self.holders) == 1 else None

    @property
    def party(self) -> Party:
        """Who wrote, where one patient can be named: that patient or the caregiver."""
        return self.holders[0].party if len(self.holders) == 1 else Party.PATIENT

    @property
    def actor(self) -> Actor:
        """Who does what a text asks for; `patient` where a phone is a patient's too."""
        every = {holder.party for holder in self.holders}
        return CAREGIVER_BY_TEXT if every == {Party.CAREGIVER} else PATIENT_BY_TEXT

    @property
    def spoken_as(self) -> Party:
        """As whom our answer addresses who wrote: see `spoken_to`."""
        found = (holder.party for holder in self.holders if holder.clinic_id == self.clinic.id)
        return next(found, Party.PATIENT)

    @property
    def spoken_to(self) -> str | None:
        """The patient to whom our answer is addressed: they share the phone, so any one of the clinic will do."""
        return next((holder.id for holder in self.holders if holder.clinic_id == self.clinic.id), None)

    @property
    def is_opted_out(self) -> bool:
        """Whether nothing but the confirmation of a stop may go to the address."""
        scope = opt_outs.scope_of(self.channel, self.clinic.id, self.clinic.sms_sender)
        return opt_outs.is_opted_out(self.tx, self.channel, self.address, scope)


def clinics_written_to(tx: Tx, text: InboundText, environment_senders: Collection[str] = ()) -> list[Clinic]:
    """Return the clinics that send from the number, or the messaging service, that a text was sent to.

    The environment's own number has two names where one clinic is given it by number and another says `default`: a
    stop must reach the patients of both.
    """
    own = {name for name in (text.to, text.messaging_service) if name}
    recipients = clinics.clinics_of_sender(tx, [*own, ENVIRONMENTS_SENDER])
    if not own.isdisjoint(environment_senders):
        return recipients
    return [clinic for clinic in recipients if clinic.sms_sender in own] or recipients


def identify(
    context: Context,
    tx: Tx,
    sharing: Sequence[Clinic],
    channel: Channel,
    address: str,
    text: InboundText | None = None,
) -> Inbound:
    """Find out who uses an address, one text of it at a time. `sharing` are the clinics of the sender written to.

    The clinic that answers is, of those whose patient it may be, the one that wrote last, else the first.
    """
    hashes = patients.address_hashes(tx, channel, address)
    replies.wait_for_turn(tx, hashes[0])
    holders = patients.holders_of(tx, channel, address, [clinic.id for clinic in sharing])
    likely = [holder.clinic_id for holder in holders] or [clinic.id for clinic in sharing]
    ways = [replies.last_clinic(tx, hashes), sharing[0].id] if len(set(likely)) > 1 else []
    speaking = next((candidate for candidate in ways if candidate in likely), likely[0])
    clinic = next(clinic for clinic in sharing if clinic.id == speaking)
    by_chance = sorted(sharing, key=lambda one: one.id in likely)  # the last of each sender speaks for it
    return Inbound(
        *(context, tx, clinic, channel, address, hashes, holders, (text and text.at) or context.clock.now()),
        answered_by_provider=text is not None and text.opt_out_type is not None,
        answered=text is not None and text.answered,
        sharing=[one.id for one in sharing],
        senders=list({one.sms_sender: one for one in (*by_chance, clinic)}.values()),
    )
