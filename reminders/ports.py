"""What the services need from the outside: protocols, and the values they exchange.

A fake ships beside each protocol: the outbox for `Sender`, `FixedClock` for `Clock`. One contract test runs over all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from reminders.core.model.errors import RemindersError, SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime, timedelta

    from reminders.core.model.contact import Channel
    from reminders.core.model.enrollment import VisitVoice
    from reminders.core.model.status import Event
    from reminders.core.plans.questions import Scale
    from reminders.core.sending.retrying import Effect, SendOutcome


class Clock(Protocol):
    """The only source of "now"; services are handed one, and the simulator hands them its own."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds on a clock that never steps, for deadlines within this process."""
        ...


@dataclass(frozen=True, slots=True)
class ClinicVoice:
    """What a template may say about the clinic. `weekly_cap` is how many texts a week a patient gets at most."""

    name: str
    phone: str
    emergency_number: str
    weekly_cap: int = 3


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute URLs a template may name, with an opaque token; at `answer` one message's question is answered."""

    page: str
    unsubscribe: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class PatientVoice:
    """What a template may say about the patient: the given name at most."""

    given_name: str


@dataclass(frozen=True, slots=True)
class TemplateValues:
    """Every variable of a message template; one that speaks of a visit renders only in a message about one.

    `answers` maps the digit to its code, `scale` has `lowest`, `highest` and `parts`; `colleague` is who on staff did
    what an email to staff tells of.
    """

    clinic: ClinicVoice
    patient: PatientVoice
    links: Links
    day: int
    step: str
    answers: Mapping[int, str] = field(default_factory=dict[int, str])
    scale: Scale | None = None
    visit: VisitVoice | None = None
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words. `subject` and `html` are None for a text."""

    text: str
    subject: str | None = None
    html: str | None = None


class Renderer(Protocol):
    """Turns a template name and values into words."""

    def with_own(self, files: Mapping[str, str]) -> Renderer:
        """Return a renderer in which a clinic's own wording, by the file's name, is laid over this one's."""
        ...

    def render(self, template: str, language: str, channel: Channel, values: TemplateValues) -> Rendered:
        """Render `messages/<template>/<language>/` for one channel.

        Raises:
            RenderError: a file is missing, a variable is unknown, or the template does not parse.

        """
        ...

    def to_caregiver(self, template: str, language: str, values: TemplateValues) -> Rendered:
        """Render `messages/<template>/<language>/caregiver.txt`: the same step in words to the caregiver.

        Raises:
            RenderError: as for `render`.

        """
        ...

    def opt_in(self, language: str, values: TemplateValues) -> str:
        """Return the line that the first text to a phone carries."""
        ...

    def not_watched(self, language: str, values: TemplateValues) -> str:
        """Return the line that every fifth text to a phone carries."""
        ...

    def reply(self, name: str, language: str, values: TemplateValues) -> str:
        """Render `replies/<name>/<language>/sms.txt`: one of the service's own answers."""
        ...

    def notice(self, name: str, language: str, channel: Channel, values: TemplateValues) -> Rendered:
        """Render `notices/<name>/<language>/`: a message to someone on call."""
        ...

    def all_languages(self) -> tuple[str, ...]:
        """Return the languages in which there are messages."""
        ...


class RenderError(SetupError):
    """A template cannot be rendered; the message names the file, the line and what to change."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One attempt, ready for the wire.

    `attempt_id` travels in the status callback URL, so that a receipt finds its row even when our own
    outcome was never written. `message_id` stays the same over all attempts (it makes the Message-ID).
    `send_by` is a deadline on `time.monotonic()`, in seconds: past it the sender must not start the request, because
    the lease may have been taken over meanwhile. `valid_for` is how long the provider may go on trying.
    """

    attempt_id: str
    message_id: str
    channel: Channel
    address: str
    content: Rendered
    send_by: float
    valid_for: timedelta
    sender: str | None = None
    reply_to: str | None = None
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says about one text after taking it, in our own words.

    `event` is one of the RECEIPT events. `code`, `effect` and `transient` tell why it was not delivered; `transient`:
    later, the same phone may well be reached. `address` is whom it was sent to, where the provider says so.
    """

    provider_id: str
    event: Event
    code: str | None = None
    effect: Effect | None = None
    transient: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True)
class WitnessNote:
    """What was kept outside of the database: its ticks so far, and the id of the latest attempt."""

    ticks: int
    attempt: str | None = None


class Witness(Protocol):
    """Keeps outside of the database how far it has come. Nothing here raises: a lost note is lost evidence only."""

    def read(self, installation: str) -> WitnessNote | None:
        """Return what was noted of an installation; None when nothing is known."""
        ...

    def note(self, installation: str, *, ticks: int | None = None, attempt: str | None = None) -> None:
        """Note a tick or an attempt that was committed."""
        ...

    def start_over(self, installation: str, ticks: int) -> None:
        """Forget what was noted of an installation, and go on from here."""
        ...


@dataclass(frozen=True, slots=True)
class LoggedText:
    """One text in the provider's log: the patient's phone, our own number, and a receipt if the text is ours."""

    provider_id: str
    address: str
    own: str
    body: str
    at: datetime
    receipt: Receipt | None
    messaging_service: str | None = None
    pictures: int = 0


class LookUpError(RemindersError):
    """The provider could not be asked; nothing is known. The text names no patient data."""


class Lookup(Protocol):
    """Asks a provider whether a message of unknown outcome exists after all."""

    def look_up(self, to: str, body: str, since: datetime) -> Sequence[Receipt]:
        """Return what the provider has for this address with exactly this body since then, oldest first.

        An empty answer proves nothing by itself: lists lag, so the caller asks twice, minutes apart.

        Raises:
            LookUpError: no answer, or one that could not be read.

        """
        ...

    def texts_since(self, since: datetime) -> Sequence[LoggedText]:
        """Return all texts of the account since a moment, both ways, oldest first.

        Raises:
            LookUpError: no answer, or one that could not be read.

        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """Whether a way out could be used now, in one sentence of our own that holds no secret."""

    works: bool
    says: str


class Sender(Protocol):
    """A way out. Adapters translate every provider code into a `SendOutcome`; nothing else leaves them."""

    channel: Channel
    leaves: bool
    """False: nothing leaves this machine, and no one receives anything (the outbox)."""

    def submit(self, outgoing: Outgoing) -> Future[SendOutcome]:
        """Start one send and return at once; the future never raises."""
        ...

    def close(self) -> None:
        """Finish what is under way and let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """One request to another system. Its address and body are never logged."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """What became of it: the status that was answered, or why there was none, in a few words without the address."""

    status: int | None
    problem: str = ""


class Poster(Protocol):
    """Posts to addresses that people have entered: never to a private one, and no further than that address."""

    def refuses(self, url: str) -> str | None:
        """Return why an address cannot be used, or None; names are only looked up when posting."""
        ...

    def post_all(self, posts: Sequence[Post]) -> Sequence[PostAnswer]:
        """Post at once what does not depend on each other, and return the answers in the same order."""
        ...
