"""What a person should know of a row that is good: nothing will go out, it may be there twice, its texts are long.

Every door shows the same warnings. One that `asks` is confirmed on a page before the row is carried out; the command
lists it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import Reason
from reminders.core.wording.sms_text import is_gsm7, make_safe, segments
from reminders.ports import RenderError
from reminders.services.enrollment.changes import FieldChange, Verdict
from reminders.services.enrollment.names import spelled_alike
from reminders.services.plans.plan import SAMPLE_LINKS
from reminders.services.wording.render_message import Recipient, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.ports import Renderer
    from reminders.store.plans.outlook import Outlook

FAR_AHEAD: Final = timedelta(days=548)
"""Eighteen months: surgeries are not booked that long before, but years are mistyped."""

NEAR: Final = timedelta(days=14)
"""Two surgeries of one person and procedure this close together are likely one."""

LATE = frozenset({Reason.ENROLLED_LATE.value, Reason.TOO_LATE.value})


@dataclass(frozen=True, slots=True)
class RowWarning:
    """One warning about a form; `column` names the field it is about, if it is about one.

    `template` and `values` are the sentence in two parts, so that a page can translate it. It never echoes a value.
    """

    column: str | None
    template: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    asks: bool = False

    def __str__(self) -> str:
        """Return the sentence."""
        return self.template.format(**self.values)


def not_applied(change: FieldChange) -> RowWarning | None:
    """Return what to say of a field in which the file does not win; its values stand on the page alone."""
    return RowWarning(change.column, _NOT_APPLIED[change.verdict]) if change.verdict in _NOT_APPLIED else None


_NOT_APPLIED = {
    Verdict.KEPT: "staff changed this after the last import; the file has the old value, so it was not changed back",
    Verdict.DISPUTED: (
        "staff changed this after the last import, and the file has a different value; the staff change was kept"
    ),
}


def about_outlook(outlook: Outlook, contact: Contact) -> list[RowWarning]:
    """Warn of a row of which nothing will go out, or of a channel that the patient has stopped."""
    stopped = [channel for channel in Channel if contact.of(channel) is Reach.OPTED_OUT]
    if outlook.messages:
        return [RowWarning(_COLUMN[channel], _STOPPED[channel]) for channel in stopped]
    reasons = {reason for _channel, reason in outlook.reasons}
    column, why = None, "nothing in this care plan applies to this patient"
    if stopped:
        column, why = _COLUMN[stopped[0]], "the patient has stopped messages, and only the patient can start them again"
    elif Reach.BAD_ADDRESS.value in reasons:
        column, why = "phone", "nothing can arrive at the phone or email on file"
    elif Reach.CANNOT_BE_READ.value in reasons:
        column, why = "phone", "the phone or email on file cannot be read; enter it again on the patient's page"
    elif Reach.NO_CONSENT.value in reasons:
        column, why = "sms_consent", "no consent on file for texts or emails this care plan uses"
    elif Reason.CAP.value in reasons:  # before those of a past date: with a past surgery some are always late
        column, why = "external_id", "another surgery of this patient takes up the limit of texts"
    elif reasons & LATE:
        column, why = "surgery_date", "the surgery was so long ago that the time of every message has passed"
    elif Reason.CANCELLED.value in reasons:
        why = "the care plan was canceled"
    elif outlook.sent:
        why = "everything has been sent"
    return [RowWarning(column, f"no messages will go out: {why}", asks=True)]


def about_date(surgery_date: date, today: date) -> list[RowWarning]:
    """Warn of a surgery that is booked implausibly long before."""
    far = surgery_date - today > FAR_AHEAD
    return (
        [RowWarning("surgery_date", "the surgery is more than 18 months ahead; check the year", asks=True)]
        if far
        else []
    )


def about_same_surgery(
    enrollment: Enrollment, pathway_id: str, booked: Sequence[tuple[str, str, date]]
) -> list[RowWarning]:
    """Warn of what looks like the same surgery; `booked` are (enrollment id, pathway, date) of the patient's others."""
    same = any(
        other != enrollment.id and procedure == pathway_id and abs(day - enrollment.surgery_date) <= NEAR
        for other, procedure, day in booked
    )
    return [RowWarning("external_id", SAME_SURGERY, asks=True)] if same else []


SAME_SURGERY = (
    "possible duplicate: this patient has the same procedure on this day or within 14 days of it under another id; "
    "each of the two would send its own messages"
)


def about_namesakes(patient: Patient, holders: Sequence[Patient]) -> list[RowWarning]:
    """Warn of somebody else at the same phone or email whose name is nearly the same."""
    for other in holders:
        if other.id != patient.id and spelled_alike(patient, other):
            return [
                RowWarning(
                    "given_name",
                    "possible duplicate: a patient with the same phone or email has nearly the same name",
                    asks=True,
                )
            ]
    return []


def about_name(
    given_name: str, language: str, clinic: Clinic, pathway: Pathway, renderer: Renderer
) -> list[RowWarning]:
    """Warn of a first name or a clinic's name with a letter that makes every text longer."""
    found: list[RowWarning] = []
    for column, name in (("given_name", given_name), (None, clinic.name)):
        if not is_gsm7(make_safe(name)):
            takes, instead = longest_text(given_name, language, clinic, pathway, renderer)
            if takes > instead:
                template = LONGER_NAME if column else LONGER_CLINIC
                found.append(RowWarning(column, template, {"takes": takes, "instead": instead}))
    return found


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
