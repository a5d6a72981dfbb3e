"""A pathway as people read it: every step with its day, its conditions, and its words in each language and channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.wording.readability import FLESCH_KINCAID, INFLESZ, formula_of
from reminders.services.clinics.clinic_settings import change_clinic
from reminders.services.plans.plan import SAMPLE_LINKS, SAMPLE_NAME
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import Recipient, count_segments, write_step
from reminders.services.wording.visit_words import SAMPLE_VISIT, visit_voice

if TYPE_CHECKING:
    from collections.abc import Collection

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Channel
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.ports import Rendered
    from reminders.services.context import Context


@dataclass(frozen=True, slots=True)
class ShownWords:
    """One message as it will look. `grade` is Flesch-Kincaid, `ease` INFLESZ, as the language names one."""

    language: str
    channel: Channel
    content: Rendered
    segments: int | None
    grade: float | None
    ease: float | None


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step; `on` is False for an optional one that the clinic has not turned on."""

    step: Step
    on: bool
    words: tuple[ShownWords, ...]


def show_pathway(context: Context, clinic: Clinic, pathway: Pathway, language: str) -> list[ShownStep]:
    """Return the steps in the order of their days, their words in one language.

    Raises:
        RenderError: a template does not render.

    """
    context = at_clinic(context, clinic)
    on = clinic.rules.optional_on
    steps = sorted(pathway.steps, key=lambda step: (step.day, step.between.start))

    def runs(step: Step) -> bool:
        return not step.optional or bool({step.question_key, f"{pathway.id}.{step.question_key}"} & on)

    return [ShownStep(step, runs(step), _words(context, clinic, step, language)) for step in steps]


def write_sample(context: Context, clinic: Clinic, step: Step, language: str, channel: Channel) -> Rendered:
    """Render a step for a sample patient.

    Raises:
        RenderError: the template does not render.

    """
    recipient = Recipient(SAMPLE_NAME, language, SAMPLE_LINKS)
    visit = visit_voice([SAMPLE_VISIT], clinic, language, clinic.zone)
    return write_step(at_clinic(context, clinic).renderer, clinic, recipient, step, channel, number=0, visit=visit)


def turn_steps(context: Context, clinic: Clinic, pathway: Pathway, on: Collection[str], *, actor: Actor) -> None:
    """Turn the optional steps of one pathway on or off; what is unsent follows in the same transaction."""
    own = {step.key for step in pathway.steps if step.optional and not step.again_of}
    names = set(clinic.rules.optional_on)
    for key in own & names:  # was on for every pathway: say so for each of the others
        names.remove(key)
        names |= {
            f"{other.id}.{key}"
            for other in at_clinic(context, clinic).catalog.pathways
            if (same_step := other.step(key)) and same_step.optional
        }
    names -= {f"{pathway.id}.{key}" for key in own}
    names |= {f"{pathway.id}.{key}" for key in own & set(on)}
    changed = replace(clinic, optional_steps=",".join(sorted(names)))
    change_clinic(context, changed, actor=actor, action=Action.CHANGED_STEPS)


def _words(context: Context, clinic: Clinic, step: Step, language: str) -> tuple[ShownWords, ...]:
    shown: list[ShownWords] = []
    for channel in step.channels:
        recipient = Recipient(SAMPLE_NAME, language, SAMPLE_LINKS)
        visit = visit_voice([SAMPLE_VISIT], clinic, language, clinic.zone)
        content = write_step(context.renderer, clinic, recipient, step, channel, number=0, visit=visit)
        formula = formula_of(language)
        score = formula.score(content.text) if formula else None
        grade, ease = (score if formula is each else None for each in (FLESCH_KINCAID, INFLESZ))
        shown.append(ShownWords(language, channel, content, count_segments(channel, content), grade, ease))
    return tuple(shown)
