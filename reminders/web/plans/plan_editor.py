"""The editor of a care plan: a list of its messages and a form for each. A colleague approves what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.plans.editing.form_reader import StepFormError
from reminders.core.plans.editing.read_form import read_form
from reminders.core.plans.editing.step_form import (
    CHECKBOXES,
    FOLLOW_UP,
    NOT_IF,
    ONLY_IF,
    TEXTS,
    StepForm,
    condition_choices,
    form_of,
)
from reminders.services.clinics.care import plan_drafts
from reminders.services.clinics.care.edit_step import check_step, new_form, save_step
from reminders.services.clinics.care.plan_calendar import plan_calendar
from reminders.services.clinics.care.preview import preview_step
from reminders.services.clinics.check_care import CareContentError
from reminders.services.clinics.compare_care import compare
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import FormData

    from reminders.core.plans.pathway import Step
    from reminders.services.clinics.care.plan_drafts import PlanDraft

router = APIRouter()


@router.get("/messages/{pathway_id}/edit")
def edit_plan(user: Clinician, pathway_id: str) -> HTMLResponse:
    """Show the messages of a care plan as this person has changed them so far."""
    return _plan_page(user, _draft(user, pathway_id))


@router.post("/messages/{pathway_id}/edit")
def change_plan(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Move or remove a message, send the draft for review, or throw it away."""
    _draft(user, pathway_id)
    act, _, key = text_of(form, "act").partition(" ")
    try:
        version_id = _carry_out(user, form, pathway_id, act, key)
    except NotFoundError:
        raise HTTPException(404) from None
    except CareContentError as error:
        return _plan_page(user, _draft(user, pathway_id), error.problems)
    except UseError as error:
        return _plan_page(user, _draft(user, pathway_id), [error])
    if version_id:
        return redirect(f"/messages/versions/{version_id}?done=saved")
    return redirect(f"/messages/{pathway_id}/edit?done=saved" + (f"#step-{key}" if act in {"up", "down"} else ""))


def _carry_out(user: CurrentUser, form: FormData, pathway_id: str, act: str, key: str) -> int | None:
    context, clinic, actor, shown = user.context, user.clinic, user.actor, text_of(form, "shown")
    match act:
        case "up" | "down":
            by = 1 if act == "down" else -1
            plan_drafts.move(context, clinic, pathway_id, key, by, shown=shown, actor=actor)
        case "remove":
            plan_drafts.remove(context, clinic, pathway_id, key, shown=shown, actor=actor)
        case "discard":
            plan_drafts.discard(context, clinic, pathway_id, actor=actor)
        case "send":
            compared = text_of(form, "compared") == "yes"
            sent = plan_drafts.send_for_review(context, clinic, pathway_id, shown=shown, compared=compared, actor=actor)
            return sent.id
        case _:
            raise HTTPException(404)
    return None


@router.get("/messages/{pathway_id}/add")
def ask_step(user: Clinician, pathway_id: str, like: str = "") -> HTMLResponse:
    """Show the form of a new message."""
    draft = _draft(user, pathway_id)
    return _step_page(user, draft, None, new_form(draft, like))


@router.post("/messages/{pathway_id}/add")
def add_step(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Add a message to the draft."""
    return _save(user, form, pathway_id, None)


@router.get("/messages/{pathway_id}/edit/{step_key}")
def edit_step(user: Clinician, pathway_id: str, step_key: str) -> HTMLResponse:
    """Show the form of a message."""
    draft = _draft(user, pathway_id)
    step = _step(draft, step_key)
    return _step_page(user, draft, step, form_of(step))


@router.post("/messages/{pathway_id}/edit/{step_key}")
def change_step(user: Clinician, form: Form, pathway_id: str, step_key: str) -> Response:
    """Keep a message in the draft as it was typed."""
    return _save(user, form, pathway_id, step_key)


@router.post("/messages/{pathway_id}/check")
def check(user: Clinician, form: Form, pathway_id: str) -> HTMLResponse:
    """Show what is wrong and what patients would get, for the script that asks while one types."""
    draft, typed = _draft(user, pathway_id), _typed(form)
    old = _step(draft, text_of(form, "step")) if text_of(form, "step") else None
    errors = _check(user, draft, old, typed)
    return user.page("staff/_step_check.html", **_beside(user, draft, typed, errors), errors=errors, told=True)


def _save(user: CurrentUser, form: FormData, pathway_id: str, key: str | None) -> Response:
    draft, typed = _draft(user, pathway_id), _typed(form)
    old = _step(draft, key) if key else None
    if text_of(form, "act") == "check":
        return _step_page(user, draft, old, typed, _check(user, draft, old, typed), checked=True)
    try:
        step = save_step(
            user.context, user.clinic, pathway_id, key, typed, shown=text_of(form, "shown"), actor=user.actor
        )
    except StepFormError as error:
        return _step_page(user, draft, old, typed, error.errors)
    except CareContentError as error:
        return _step_page(user, draft, old, typed, problems=error.problems)
    except UseError as error:
        return _step_page(user, draft, old, typed, problems=[error])
    return redirect(f"/messages/{pathway_id}/edit?done=saved#step-{step.key}")


def _check(user: CurrentUser, draft: PlanDraft, old: Step | None, typed: StepForm) -> Mapping[str, Exception]:
    try:
        check_step(user.context, user.clinic, draft, old, typed)
    except StepFormError as error:
        return error.errors
    return {}


def _beside(user: CurrentUser, draft: PlanDraft, typed: StepForm, errors: Mapping[str, Exception]) -> dict[str, Any]:
    """Preview the message in each of the clinic's languages, once its fields are right."""
    beside = {"draft": draft, "own": {fact.name: fact for fact in draft.pathway.facts}, "previews": {}}
    if errors or not typed.text("template"):
        return beside
    key = typed.text("key") or "new"
    try:
        step = read_form(StepForm(dict(typed.texts) | {"key": key}, typed.lists))
    except StepFormError:
        return beside
    spoken = user.clinic.language_list
    return beside | {"previews": {code: preview_step(user.context, user.clinic, step, code) for code in spoken}}


def _typed(form: FormData) -> StepForm:
    texts = {name: text_of(form, name) for name in (*TEXTS, *CHECKBOXES)}
    names = {name for name in form if name == FOLLOW_UP or name.startswith((ONLY_IF, NOT_IF))}
    return StepForm(texts, {name: tuple(str(value) for value in form.getlist(name)) for name in sorted(names)})


def _plan_page(user: CurrentUser, draft: PlanDraft, problems: Sequence[object] = ()) -> HTMLResponse:
    asked = user.request.query_params
    optional = asked.get("optional") == "yes"
    return user.page(
        "staff/plan_edit.html",
        draft=draft,
        changes=compare(user.context, user.clinic, draft.version) if draft.version else [],
        calendar=plan_calendar(user.context, user.clinic, draft.pathway, asked, optional=optional),
        own={fact.name: fact for fact in draft.pathway.facts},
        optional=optional,
        problems=problems,
        status=422 if problems else 200,
    )


def _step_page(  # noqa: PLR0913 the form, and all that may be wrong with it
    user: CurrentUser,
    draft: PlanDraft,
    step: Step | None,
    typed: StepForm,
    errors: Mapping[str, Exception] | None = None,
    problems: Sequence[object] = (),
    *,
    checked: bool = False,
) -> HTMLResponse:
    templates = at_clinic(user.context, user.clinic).renderer.templates()  # type: ignore[attr-defined]
    return user.page(
        "staff/step_edit.html",
        **_beside(user, draft, typed, errors or {}),
        step=step,
        typed=typed,
        choices=condition_choices(draft.pathway, step),
        templates=templates,
        errors=errors or {},
        problems=problems,
        told=checked,
        status=422 if errors or problems else 200,
    )


def _draft(user: CurrentUser, pathway_id: str) -> PlanDraft:
    try:
        return plan_drafts.open_draft(user.context, user.clinic, pathway_id, user.actor)
    except NotFoundError:
        raise HTTPException(404) from None


def _step(draft: PlanDraft, key: str) -> Step:
    try:
        return draft.step(key)
    except NotFoundError:
        raise HTTPException(404) from None
