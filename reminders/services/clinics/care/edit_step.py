"""One step of a draft: checked field by field, then beside the other steps and with the words that it sends."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.errors import RefusedError
from reminders.core.plans.editing.form_reader import StepFormError
from reminders.core.plans.editing.read_form import read_form
from reminders.core.plans.editing.step_form import EMPTY, NOT_IF, ONLY_IF, StepForm, condition_choices, form_of
from reminders.core.plans.pathway import ANSWER_FACT, second_asks
from reminders.core.plans.questions import PathwayError
from reminders.core.wording.chips import to_chips
from reminders.pathways.editing import add_step, change_step
from reminders.pathways.writing import written
from reminders.rendering import SMS_FILE, TemplateFolder
from reminders.services.clinics.care.plan_drafts import DEPENDS, change_draft
from reminders.services.wording.check_templates import check_template
from reminders.services.wording.live_care import at_clinic

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Step
    from reminders.services.clinics.care.plan_drafts import PlanDraft
    from reminders.services.context import Context


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_BLAMED = re.compile(r"step '(\w+)'")


def new_form(draft: PlanDraft, like: str) -> StepForm:
    """Return the form of a new step: like another one, or empty."""
    step = next((step for step in draft.steps if step.key == like), None)
    if step is None:
        return EMPTY
    form = form_of(step)
    return StepForm(dict(form.texts) | {"key": ""}, form.lists)


def save_step(  # noqa: PLR0913 which step of which plan, as typed
    context: Context, clinic: Clinic, pathway_id: str, key: str | None, form: StepForm, *, shown: str, actor: Actor
) -> Step:
    """Keep a step in the draft as the form describes it; `key` None adds it.

    Raises:
        NotFoundError: there is no such care plan or step.
        StepFormError: a field is wrong.
        UseError: the plan has changed since the page was opened.

    """
    checked: list[Step] = []

    def change(draft: PlanDraft) -> str:
        old = draft.step(key) if key else None
        step = check_step(context, clinic, draft, old, form)
        checked.append(step)
        if old is None:
            return add_step(draft.source, written(step))
        return change_step(draft.source, old.key, written(old), written(step))

    change_draft(context, clinic, pathway_id, change, shown=shown, actor=actor)
    return checked[0]


def check_step(context: Context, clinic: Clinic, draft: PlanDraft, old: Step | None, form: StepForm) -> Step:
    """Read a step from its form and check it beside the others of its plan.

    Raises:
        StepFormError: a field is wrong.

    """
    if old is not None:  # its name stays: answers and records go by it
        form = StepForm(dict(form.texts) | {"key": old.key}, form.lists)
    step = read_form(form)
    if old is None and draft.pathway.step(step.key):
        raise StepFormError(
            {"key": RefusedError(_("there is a message {name} already; choose another name"), name=step.key)}
        )
    errors = dict(_wrong_conditions(draft, step))
    steps = [step if old and one.key == old.key else one for one in draft.steps]
    steps += [] if old else [step]
    if not errors:
        try:
            replace(draft.pathway, steps=second_asks(steps))
        except PathwayError as error:
            errors = {"question": _beside(step, error)}
    if not errors and (wrong := _wrong_words(context, clinic, draft, step)):
        errors = wrong
    if errors:
        raise StepFormError(errors)
    return step


def _wrong_conditions(draft: PlanDraft, step: Step) -> dict[str, RefusedError]:
    """Say what a step cannot depend on."""
    errors: dict[str, RefusedError] = {}
    known = condition_choices(draft.pathway, draft.pathway.step(step.key))
    for prefix, conditions in ((ONLY_IF, step.when), (NOT_IF, step.unless)):
        for fact, values in conditions.items():
            if not values <= set(known.get(fact, ())):
                errors[f"{prefix}{fact}"] = RefusedError(_("choose one from the list"))
            asked = draft.pathway.step(fact.removeprefix(ANSWER_FACT)) if fact.startswith(ANSWER_FACT) else None
            if asked is None:
                continue
            earlier = (asked.day, asked.between.start) < (step.day, step.between.start)
            if asked.key == step.key or (asked.anchor is step.anchor and not earlier):
                errors[f"{prefix}{fact}"] = RefusedError(_("this question is not asked before this message"))
    return errors


def _beside(step: Step, error: PathwayError) -> RefusedError:
    blamed = _BLAMED.search(str(error))
    if blamed and blamed[1] != step.key:
        return RefusedError(DEPENDS, other=blamed[1])
    return RefusedError("{what}", what=error)


def _wrong_words(context: Context, clinic: Clinic, draft: PlanDraft, step: Step) -> dict[str, RefusedError]:
    """Say why the words that are live cannot be sent by this step."""
    renderer = at_clinic(context, clinic).renderer
    assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
    if step.template not in renderer.templates():
        return {"template": RefusedError(_("choose one from the list"))}
    for digit, code in step.ask.answers.items() if step.ask else ():
        for language in clinic.language_list:
            known = answer_words(renderer, step.template, language)
            if known and code not in known:
                what = _("the words of this message have no answer {code}; it has: {known}")
                return {f"answer_{digit}": RefusedError(what, code=code, known=", ".join(known))}
    alone = replace(draft.pathway, steps=(replace(step, when={}, unless={}),))
    wrong = check_template(renderer, [alone], step.template, clinic.language_list)
    return {"template": RefusedError("{what}", what=wrong[0].message)} if wrong else {}


def answer_words(renderer: TemplateFolder, template: str, language: str) -> list[str]:
    """Return the answers that a message has words for, in a language."""
    source = renderer.text_of(template, f"{language}/{SMS_FILE}")
    edited = to_chips(source, language) if source else None
    return list(edited.words) if edited else []
