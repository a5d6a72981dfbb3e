"""A patient in the clear: who it is, how to reach them, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from reminders.core.model.contact import Channel

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Caregiver:
    """The second person who gets texts about a patient's plan, in the clear. `relation` is one of RELATIONS.

    `agreed` says whether they agreed to texts, under which `wording` and when. A caregiver gets texts only. `link_id`
    is what the token of their page names; empty: another one is drawn when they are stored. `damaged`: the stored phone
    cannot be decrypted.
    """

    patient_id: str
    clinic_id: int
    name: str
    relation: str
    phone: str | None
    language: str
    agreed: bool
    wording: str
    agreed_at: datetime | None
    phone_bad_since: datetime | None = None
    link_id: str = ""
    damaged: bool = False


RELATIONS: Final = ("partner", "parent", "child", "sibling", "relative", "friend", "aide", "other")
"""What a caregiver is to the patient: codes that are stored; labels.yaml has the words."""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient in the clear. `phone` is E.164; consent says what the patient agreed to, not what is open.

    `birth_date` and `record_number` tell two patients of one name apart; the clinic says which of them pages show.
    `damaged` names the fields whose stored value cannot be decrypted: a name then says so, anything else is None. They
    stay as they are stored until they are entered again.
    """

    id: str
    clinic_id: int
    given_name: str
    family_name: str
    phone: str | None
    email: str | None
    language: str
    timezone: str
    phone_belongs_to: str
    sms_consent: bool
    email_consent: bool
    phone_bad_since: datetime | None = None
    email_bad_since: datetime | None = None
    erased_at: datetime | None = None
    birth_date: date | None = None
    record_number: str | None = None
    link_epoch: int = 0
    damaged: frozenset[str] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        """The patient's own time zone."""
        return ZoneInfo(self.timezone)

    def address(self, channel: Channel) -> str | None:
        """Return where a channel leads."""
        return self.phone if channel is Channel.SMS else self.email

    def consents_to(self, channel: Channel) -> bool:
        """Tell what the patient agreed to."""
        return self.sms_consent if channel is Channel.SMS else self.email_consent

    def bad_since(self, channel: Channel) -> datetime | None:
        """Return since when nothing can arrive at the address, if so."""
        return self.phone_bad_since if channel is Channel.SMS else self.email_bad_since

    @property
    def identity(self) -> str:
        """What tells one person from another within a clinic: the name and one address."""
        name = f"{self.given_name} {self.family_name}".casefold()
        return f"{self.clinic_id}|{name}|{self.phone or self.email}"
