"""The editors of care plans and wording. What is saved waits for a colleague: nothing goes live from here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.wording.care_versions import CareKind
from reminders.pathways.editing import NewStep
from reminders.services.clinics.check_care import CareContentError
from reminders.services.clinics.edit_care import WordingForm, live_mark_of, open_wording, propose_plan, propose_wording
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

if TYPE_CHECKING:
    from reminders.core.plans.pathway import Pathway, Step

router = APIRouter()
_NEW = ("like", "new_key", "new_day")
_FIELDS = ("day", "start", "end", "valid_for", "priority", "optional")


@router.get("/messages/{pathway_id}/edit")
def edit_plan(user: Clinician, pathway_id: str) -> HTMLResponse:
    """Show the steps of a care plan to change."""
    pathway = _pathway(user, pathway_id)
    return _plan_page(user, pathway, {step.key: _shown(step) for step in _written(pathway)})


@router.post("/messages/{pathway_id}/edit")
def propose_plan_change(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Put the changed care plan up for review."""
    pathway = _pathway(user, pathway_id)
    typed = {
        step.key: {name: text_of(form, f"{step.key}-{name}").strip() for name in _FIELDS} for step in _written(pathway)
    }
    removed = [step.key for step in _written(pathway) if text_of(form, f"{step.key}-remove")]
    new = {name: text_of(form, name).strip() for name in _NEW}
    try:
        version = propose_plan(
            user.context,
            user.clinic,
            pathway_id,
            {step.key: changed for step in _written(pathway) if (changed := _changed(step, typed[step.key]))},
            removed=removed,
            added=_new_step(new),
            shown=text_of(form, "shown"),
            actor=user.actor,
        )
    except CareContentError as error:
        return _plan_page(user, pathway, typed, removed, new, problems=error.problems)
    except UseError as error:
        return _plan_page(user, pathway, typed, removed, new, problems=[str(error)])
    return redirect(f"/messages/versions/{version.id}?done=saved")


@router.get("/messages/wording/{template}/{language}")
def edit_wording(user: Clinician, template: str, language: str) -> HTMLResponse:
    """Show the words of a message to change."""
    try:
        words = open_wording(user.context, user.clinic, template, language)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _wording_page(user, template, language, None, problems=[str(error)])
    return _wording_page(user, template, language, words)


@router.post("/messages/wording/{template}/{language}")
def propose_words(user: Clinician, form: Form, template: str, language: str) -> Response:
    """Put the changed words up for review."""
    try:
        standing = open_wording(user.context, user.clinic, template, language)
    except NotFoundError:
        raise HTTPException(404) from None
    typed = WordingForm(
        sms=text_of(form, "sms"),
        subject=text_of(form, "subject"),
        email=text_of(form, "email"),
        preheader=text_of(form, "preheader"),
        caregiver=None if standing.caregiver is None else text_of(form, "caregiver"),
        words={
            said_in: {code: " ".join(text_of(form, f"{said_in}-{code}").split()) for code in codes}
            for said_in, codes in standing.words.items()
        },
        chips=standing.chips,
    )
    try:
        version = propose_wording(
            user.context, user.clinic, template, language, typed, shown=text_of(form, "shown"), actor=user.actor
        )
    except CareContentError as error:
        return _wording_page(user, template, language, typed, problems=error.problems)
    except UseError as error:
        return _wording_page(user, template, language, typed, problems=[str(error)])
    return redirect(f"/messages/versions/{version.id}?done=saved")


def _plan_page(
    user: CurrentUser,
    pathway: Pathway,
    typed: dict[str, dict[str, str]],
    removed: list[str] | None = None,
    new: dict[str, str] | None = None,
    *,
    problems: list[str] | None = None,
) -> HTMLResponse:
    return user.page(
        "staff/plan_edit.html",
        shown=live_mark_of(user.context, user.clinic, CareKind.PLAN, pathway.id),
        pathway=pathway,
        steps=_written(pathway),
        typed=typed,
        removed=removed or [],
        new=new or dict.fromkeys(_NEW, ""),
        problems=problems or [],
        status=422 if problems else 200,
    )


def _wording_page(
    user: CurrentUser, template: str, language: str, words: WordingForm | None, problems: list[str] | None = None
) -> HTMLResponse:
    return user.page(
        "staff/wording_edit.html",
        shown=live_mark_of(user.context, user.clinic, CareKind.WORDING, template),
        message=template,
        written_in=language,
        words=words,
        problems=problems or [],
        status=422 if problems else 200,
    )


def _written(pathway: Pathway) -> list[Step]:
    """Return the steps that stand in the file: a question's second asking follows from the first."""
    return [step for step in pathway.steps if step.again_of is None]


def _shown(step: Step) -> dict[str, str]:
    hours = round(step.valid_for.total_seconds() / 60)
    valid = f"{hours // 1440}d" if hours % 1440 == 0 else f"{hours // 60}h" if hours % 60 == 0 else f"{hours}m"
    return {
        "day": str(step.day),
        "start": f"{step.between.start // 60:02d}:{step.between.start % 60:02d}",
        "end": f"{step.between.end // 60:02d}:{step.between.end % 60:02d}",
        "valid_for": valid,
        "priority": str(step.priority),
        "optional": "yes" if step.optional else "",
    }


def _changed(step: Step, typed: dict[str, str]) -> dict[str, str]:
    """Return what differs from the step, as its file writes it."""
    shown = _shown(step)
    changed = {name: typed[name] for name in ("day", "valid_for", "priority") if typed[name] != shown[name]}
    if (typed["start"], typed["end"]) != (shown["start"], shown["end"]):
        changed["between"] = f'["{typed["start"]}", "{typed["end"]}"]'
    if bool(typed["optional"]) != step.optional:
        changed["optional"] = "true" if typed["optional"] else "false"
    return changed


def _new_step(new: dict[str, Any]) -> NewStep | None:
    """Read the step to add; none while nothing is filled in.

    Raises:
        UseError: the day is no number.

    """
    if not (new["new_key"] or new["new_day"]):
        return None
    if not re.fullmatch(r"-?\d{1,4}", new["new_day"]):
        raise UseError("write the day of the new step as a number")
    return NewStep(new["like"], new["new_key"], int(new["new_day"]))


def _pathway(user: CurrentUser, pathway_id: str) -> Pathway:
    file = at_clinic(user.context, user.clinic).catalog.find(pathway_id)
    if file is None:
        raise HTTPException(404)
    return file.pathway
