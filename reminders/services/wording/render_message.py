"""Puts a message into words: which template, which values, and the line that a first text carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.consent.stop_instruction import tells_how_to_stop
from reminders.core.model.contact import Channel, Party
from reminders.core.wording import closing_line
from reminders.core.wording.sms_text import segments
from reminders.ports import ClinicVoice, Links, PatientVoice, Rendered, TemplateValues

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import VisitVoice
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.core.plans.pathway import Step
    from reminders.ports import Renderer
    from reminders.services.links import LinkMaker


REMINDED_EVERY = 5
"""Texts to one phone: every fifth says that the number is not monitored."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a message speaks; `given_name` is the patient's, also in a text to the caregiver."""

    given_name: str
    language: str
    links: Links


def recipient_of(links: LinkMaker, patient: Patient, caregiver: Caregiver | None, party: Party) -> Recipient:
    """Return to whom a message of a plan speaks: the patient, or the caregiver, about the patient."""
    if party is Party.CAREGIVER and caregiver is not None:
        return Recipient(patient.given_name, caregiver.language, links.caregiver_links(caregiver.link_id))
    return Recipient(patient.given_name, patient.language, links.links(patient.id, patient.link_epoch))


def values_for(clinic: Clinic, recipient: Recipient, step: Step | None) -> TemplateValues:
    """Collect the variables of a template."""
    return TemplateValues(
        clinic=ClinicVoice(
            name=clinic.name,
            phone=clinic.phone,
            emergency_number=clinic.emergency_number,
            weekly_cap=clinic.weekly_cap,
        ),
        patient=PatientVoice(given_name=recipient.given_name),
        links=recipient.links,
        day=step.day if step else 0,
        step=step.key if step else "",
        answers=dict(step.ask.answers) if step and step.ask else {},
        scale=step.ask.scale if step and step.ask else None,
    )


def write_step(  # noqa: PLR0913 what is said, to whom, how
    renderer: Renderer,
    clinic: Clinic,
    recipient: Recipient,
    step: Step,
    channel: Channel,
    *,
    number: int,
    party: Party = Party.PATIENT,
    visit: VisitVoice | None = None,
) -> Rendered:
    """Render a scheduled message, in the words for the person who gets it; `visit` is the one it is about.

    `number` says which text of its phone it is; 0 when that does not matter.
    The first one carries the opt-in line, which says that the number is not monitored, and every fifth says so again,
    unless its own words do.

    Raises:
        RenderError: the template does not render.

    """
    values = replace(values_for(clinic, recipient, step), visit=visit)
    if party is Party.CAREGIVER:
        content = renderer.to_caregiver(step.template, recipient.language, values)
    else:
        content = renderer.render(step.template, recipient.language, channel, values)
    if channel is Channel.SMS and number == 1:
        content = replace(content, text=close_with(content.text, renderer.opt_in(recipient.language, values)))
    elif channel is Channel.SMS and number and number % REMINDED_EVERY == 0:
        content = replace(content, text=close_with(content.text, renderer.not_watched(recipient.language, values)))
    return content


def close_with(text: str, line: str) -> str:
    """Return a text with the line that it carries; how to stop is said once, whatever the words."""
    return closing_line.add(text, line, tells_how_to_stop=tells_how_to_stop)


def write_auto_reply(
    renderer: Renderer,
    clinic: Clinic,
    recipient: Recipient,
    name: str,
    about_step: str | None = None,
) -> Rendered:
    """Render one of the service's own answers; `about_step` is the question it answers to.

    Raises:
        RenderError: the template does not render.

    """
    values = replace(values_for(clinic, recipient, None), step=about_step or "")
    return Rendered(renderer.reply(name, recipient.language, values))


def write_notice(
    renderer: Renderer, clinic: Clinic, recipient: Recipient, name: str, channel: Channel, *, colleague: str = ""
) -> Rendered:
    """Render a message to someone on staff; `recipient.links.page` leads to the acknowledgment, or to Today.

    `colleague` is who did what it tells of, where one did.

    Raises:
        RenderError: the template does not render.

    """
    values = replace(values_for(clinic, recipient, None), colleague=colleague)
    return renderer.notice(name, recipient.language, channel, values)


def count_segments(channel: Channel, content: Rendered) -> int | None:
    """Return how many segments a text takes; None for an email."""
    return segments(content.text) if channel is Channel.SMS else None
