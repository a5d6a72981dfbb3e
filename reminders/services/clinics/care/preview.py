"""What patients would get from words or a step that are still being edited, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Party
from reminders.core.model.errors import UseError
from reminders.core.wording.care_versions import CareKind, CareStep, CareVersion, Signature
from reminders.core.wording.readability import FLESCH_KINCAID, INFLESZ, formula_of
from reminders.core.wording.sms_text import segments
from reminders.ports import RenderError
from reminders.rendering import CAREGIVER_FILE, TemplateFolder
from reminders.services.clinics.check_care import CareContentError, check_care
from reminders.services.clinics.edit_care import new_files
from reminders.services.plans.plan import SAMPLE_LINKS, SAMPLE_NAME
from reminders.services.wording.check_templates import LONG
from reminders.services.wording.live_care import at_clinic, content_of, laid_over
from reminders.services.wording.render_message import Recipient, write_step
from reminders.services.wording.text_price import text_price
from reminders.services.wording.visit_words import SAMPLE_VISIT, visit_voice
from reminders.store.plans import care_versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.ports import Rendered, Renderer
    from reminders.services.clinics.edit_care import WordingForm
    from reminders.services.context import Context

NAMES: Final = (SAMPLE_NAME, LONG.patient.given_name)
"""An example patient, and the longest name that texts are checked with."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as it will look.

    `cost` is in US cents: at the clinic's own price, or an estimate by the list price of the month `as_of`, without
    carrier fees; None where no price is known. `grade` is Flesch-Kincaid, `ease` INFLESZ, as the language names one.
    """

    name: str
    party: Party
    text: str
    segments: int
    cost: float | None
    grade: float | None
    ease: float | None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The texts and the email of a step, and what is wrong; no texts where the words do not render."""

    texts: tuple[ShownText, ...] = ()
    email: Rendered | None = None
    problems: tuple[str, ...] = ()


def preview_step(context: Context, clinic: Clinic, step: Step, language: str) -> Preview:
    """Show a step as it is being edited, in the words that are live."""
    return _preview(at_clinic(context, clinic).renderer, clinic, step, language)


def preview_words(context: Context, clinic: Clinic, template: str, language: str, form: WordingForm) -> Preview:
    """Show words as they are being edited, as the first step says them that uses them.

    Raises:
        NotFoundError: there is no such message.

    """
    step = _any_step(at_clinic(context, clinic).catalog.pathways, template)
    try:
        files = new_files(context, clinic, template, language, form)
    except UseError as error:
        return Preview(problems=(str(error),))
    now = context.clock.now()
    new = CareVersion(
        *(0, clinic.id, CareKind.WORDING, template, 2, CareStep.DRAFT, content_of(files)), Signature(), now
    )
    with context.db.read() as tx:
        standing = care_versions.get_versions(tx, care_versions.live_ids(tx, now, [clinic.id]).get(clinic.id, ()))
    try:
        check_care(context, clinic, standing, [new])
        problems: tuple[str, ...] = ()
    except CareContentError as error:
        problems = tuple(error.problems)
    renderer = laid_over(context, [*(one for one in standing if one.name != template), new]).renderer
    shown = _preview(renderer, clinic, step, language)
    return replace(shown, problems=tuple(dict.fromkeys([*problems, *shown.problems])))


def _preview(renderer: Renderer, clinic: Clinic, step: Step, language: str) -> Preview:
    try:
        texts = tuple(_texts(renderer, clinic, step, language))
        email = _write(renderer, clinic, step, language, NAMES[0], Channel.EMAIL) if _has_email(step) else None
    except (RenderError, UseError) as error:
        return Preview(problems=(str(error),))
    return Preview(texts, email)


def _any_step(pathways: Sequence[Pathway], template: str) -> Step:
    """Return the first step that uses the words, on both channels and to everyone who gets them from any step."""
    using = [step for pathway in pathways for step in pathway.steps if step.template == template]
    first = using[0] if using else replace(pathways[0].steps[0], template=template, ask=None)
    to = frozenset(party for step in using for party in step.to) or first.to
    return replace(first, channels=tuple(Channel), to=to | {Party.PATIENT})


def _has_email(step: Step) -> bool:
    return Channel.EMAIL in step.channels


def _texts(renderer: Renderer, clinic: Clinic, step: Step, language: str) -> Iterator[ShownText]:
    if Channel.SMS in step.channels and Party.PATIENT in step.to:
        for name in NAMES:
            yield _shown(clinic, language, name, _write(renderer, clinic, step, language, name, Channel.SMS))
    assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
    if Party.CAREGIVER in step.to and renderer.text_of(step.template, f"{language}/{CAREGIVER_FILE}"):
        words = _write(renderer, clinic, step, language, NAMES[0], Channel.SMS, Party.CAREGIVER)
        yield replace(_shown(clinic, language, NAMES[0], words), party=Party.CAREGIVER)


def _shown(clinic: Clinic, language: str, name: str, content: Rendered) -> ShownText:
    count, price = segments(content.text), text_price(clinic)
    formula = formula_of(language)
    score = formula.score(content.text) if formula else None
    return ShownText(
        name=name,
        party=Party.PATIENT,
        text=content.text,
        segments=count,
        cost=price.of(count) if price else None,
        grade=score if formula is FLESCH_KINCAID else None,
        ease=score if formula is INFLESZ else None,
        as_of=price.as_of if price else "",
    )


def _write(  # noqa: PLR0913, PLR0917 what is said, to whom, how
    renderer: Renderer,
    clinic: Clinic,
    step: Step,
    language: str,
    name: str,
    channel: Channel,
    party: Party = Party.PATIENT,
) -> Rendered:
    recipient = Recipient(name, language, SAMPLE_LINKS)
    visit = visit_voice([SAMPLE_VISIT], clinic, language, clinic.zone)
    return write_step(renderer, clinic, recipient, step, channel, number=0, party=party, visit=visit)
