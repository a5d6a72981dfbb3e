"""Who wrote, to which sender of ours, and whom it may concern: what is known of a text before it is acted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.actor import CAREGIVER_BY_TEXT, PATIENT_BY_TEXT
from reminders.core.model.contact import Party
from reminders.store.consent import opt_outs

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Channel
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.patients import Holder
    from reminders.store.replies.auto_replies import AutoReply, PlannedAnswer
    from reminders.store.replies.replies import AskedQuestion


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
class Known:
    """What stood about an address when its text came in: many texts are looked up in one go.

    `own_texts` are our words to it of the last weeks, latest first; `asked` what reached those who use it, latest
    first; `stops` the opt-outs that stand, by scope, channel and hash; `answers` what we planned to answer it lately.
    """

    own_texts: Sequence[str] = ()
    asked: Sequence[AskedQuestion] = ()
    stops: Container[tuple[str, str, str]] = ()
    answers: Sequence[PlannedAnswer] = ()


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text (or mail) inside the transaction that stores it. `clinic` is the one that answers.

    `holders` are all patients who use the address, or whose caregiver does: it is never guessed which of them wrote.
    `sharing` are the clinics of the sender written to, and `senders` one of them for each name it goes by: Twilio names
    the number and the messaging service, and one clinic may send by this and another by that. `copies` are the text as
    each other clinic concerned has it, by clinic.

    `planned` are the answers that its reading calls for, and `alarmed` the clinics whose on-call list is told: both are
    written once, at the end.
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
    known: Known = Known()
    copies: dict[int, str] = field(default_factory=dict[int, str])
    planned: list[AutoReply] = field(default_factory=list["AutoReply"])
    alarmed: set[int] = field(default_factory=set[int])

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
        """Whether nothing but the confirmation of a stop might go to the address before this text came."""
        scope = opt_outs.scope_of(self.channel, self.clinic.id, self.clinic.sms_sender)
        return opt_outs.is_stopped(self.known.stops, self.channel, scope, self.address_hashes, None)
