"""What a person should know of a plan before it starts or moves: nothing will go out, it may be there twice.

Every way in shows the same warnings, and so does every way to move a surgery. One that `asks` is confirmed on a page
before the change is carried out; the command lists it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import Reason
from reminders.core.wording.sms_text import is_gsm7, make_safe, segments
from reminders.ports import RenderError
from reminders.services.plans.plan import SAMPLE_LINKS
from reminders.services.wording.render_message import Recipient, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.pathway import Pathway
    from reminders.ports import Renderer
    from reminders.store.plans.outlook import Outlook

FAR_AHEAD: Final = timedelta(days=548)
"""Eighteen months: surgeries are not booked that long before, but years are mistyped."""

NEAR: Final = timedelta(days=14)
"""Two surgeries of one person and procedure this close together are likely one."""

LATE = frozenset({Reason.ENROLLED_LATE.value, Reason.TOO_LATE.value})


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One warning about a plan; `column` names the field of the form it is about, if it is about one.

    `template` and `values` are the sentence in two parts, so that a page can translate it. It never echoes a value.
    """

    column: str | None
    template: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    asks: bool = False

    def __str__(self) -> str:
        """Return the sentence."""
        return self.template.format(**self.values)


def about_outlook(outlook: Outlook, contact: Contact, *, cancelled: bool = False) -> list[PlanWarning]:
    """Warn of a plan of which nothing will go out, or not for now, or of a channel that the patient has stopped."""
    stopped = [channel for channel in Channel if contact.of(channel) is Reach.OPTED_OUT]
    if outlook.messages:
        waits = [PlanWarning(None, ON_HOLD)] if outlook.held == outlook.messages else []
        return [*waits, *(PlanWarning(_COLUMN[channel], _STOPPED[channel]) for channel in stopped)]
    if contact.of(Channel.SMS) is Reach.NOT_CONFIRMED and contact.of(Channel.EMAIL) is not Reach.OPTED_OUT:
        return [PlanWarning("phone", NOT_CONFIRMED)]
    column, why = _nothing_goes_out(outlook, stopped, cancelled=cancelled)
    return [PlanWarning(column, f"no messages will go out: {why}", asks=True)]


NOT_CONFIRMED = "texts start when the patient has replied 1 or YES to the text that asks to confirm them"
ON_HOLD = "all messages are on hold; none will go out until the care plan is resumed"


def _nothing_goes_out(outlook: Outlook, stopped: Sequence[Channel], *, cancelled: bool) -> tuple[str | None, str]:
    """Return the column that says why, and why: the first reason that holds."""
    reasons = {reason for _channel, reason in outlook.reasons}
    table: tuple[tuple[bool, str | None, str], ...] = (
        (cancelled, None, "the care plan was canceled"),
        (
            bool(stopped),
            _COLUMN[stopped[0]] if stopped else None,
            "the patient has stopped messages, and only the patient can start them again",
        ),
        (
            Reach.DECLINED.value in reasons,
            "phone",
            "the patient said no when asked to confirm texts; if they want them after all, they text START",
        ),
        (Reach.BAD_ADDRESS.value in reasons, "phone", "nothing can arrive at the phone or email on file"),
        (
            Reach.CANNOT_BE_READ.value in reasons,
            "phone",
            "the phone or email on file cannot be read; enter it again on the patient's page",
        ),
        (
            Reach.NO_CONSENT.value in reasons,
            "sms_consent",
            "no consent on file for texts or emails this care plan uses",
        ),
        # Before those of a past date: with a past surgery some are always late.
        (Reason.CAP.value in reasons, "external_id", "another surgery of this patient takes up the limit of texts"),
        (bool(reasons & LATE), "surgery_date", "the surgery was so long ago that the time of every message has passed"),
        (outlook.sent > 0, None, "everything has been sent"),
        (True, None, "nothing in this care plan applies to this patient"),
    )
    return next((column, why) for holds, column, why in table if holds)


def about_date(surgery_date: date, today: date) -> list[PlanWarning]:
    """Warn of a surgery that is booked implausibly long before."""
    far = surgery_date - today > FAR_AHEAD
    return (
        [PlanWarning("surgery_date", "the surgery is more than 18 months ahead; check the year", asks=True)]
        if far
        else []
    )


def about_same_surgery(
    enrollment: Enrollment, pathway_id: str, booked: Sequence[tuple[str, str, date]]
) -> list[PlanWarning]:
    """Warn of what looks like the same surgery; `booked` are (enrollment id, pathway, date) of the patient's others."""
    same = any(
        other != enrollment.id and procedure == pathway_id and abs(day - enrollment.surgery_date) <= NEAR
        for other, procedure, day in booked
    )
    return [PlanWarning("external_id", SAME_SURGERY, asks=True)] if same else []


SAME_SURGERY = (
    "possible duplicate: this patient has the same procedure on this day or within 14 days of it under another id; "
    "each of the two would send its own messages"
)


def about_name(
    given_name: str, language: str, clinic: Clinic, pathway: Pathway, renderer: Renderer
) -> list[PlanWarning]:
    """Warn of a first name or a clinic's name with a letter that makes every text longer."""
    name_warnings: list[PlanWarning] = []
    for column, name in (("given_name", given_name), (None, clinic.name)):
        if not is_gsm7(make_safe(name)):
            takes, instead = longest_text(given_name, language, clinic, pathway, renderer)
            if takes > instead:
                template = LONGER_NAME if column else LONGER_CLINIC
                name_warnings.append(PlanWarning(column, template, {"takes": takes, "instead": instead}))
    return name_warnings


LONGER_NAME = "a letter of this name makes every text longer: up to {takes} segments instead of {instead}"
LONGER_CLINIC = "a letter of the clinic's name makes every text longer: up to {takes} segments instead of {instead}"


def longest_text(
    given_name: str, language: str, clinic: Clinic, pathway: Pathway, renderer: Renderer
) -> tuple[int, int]:
    """Return how many segments the longest text takes with the names as they are, and with plain ones."""
    takes = instead = 0
    recipient = Recipient(given_name, language, SAMPLE_LINKS)
    for step in pathway.steps:
        if Channel.SMS not in step.channels:
            continue
        try:
            text = write_step(renderer, clinic, recipient, step, Channel.SMS, number=0).text
        except RenderError:
            continue
        takes = max(takes, segments(text))
        instead = max(instead, segments(_plain(text)))
    return takes, instead


def _plain(text: str) -> str:
    """Replace what is outside the alphabet by letters in it."""
    return "".join(character if is_gsm7(character) else "x" for character in make_safe(text))


_COLUMN = {Channel.SMS: "phone", Channel.EMAIL: "email"}
_STOPPED = {
    Channel.SMS: "this phone has stopped texts (STOP), and only the patient can start them again; messages go by email",
    Channel.EMAIL: "this patient has stopped emails, and only the patient can start them again; messages go by text",
}
