"""Versions of care plans and wording: what waits for review, what each changes, and what was live before."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.wording.care_versions import CareState, Signature
from reminders.services.clinics.care_versions import approve, find_version, give_back, list_versions, roll_back
from reminders.services.clinics.compare_care import compare
from reminders.services.wording.unreviewed import unreviewed_of
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

router = APIRouter()


@router.get("/messages/versions")
def show_all(user: Clinician) -> HTMLResponse:
    """List the clinic's versions, those that wait for review first."""
    versions = list_versions(user.context, user.clinic)
    waiting = [one for one in versions if one.state is CareState.IN_REVIEW]
    others = [one for one in versions if one.state is not CareState.IN_REVIEW]
    return user.page("staff/versions.html", waiting=waiting, others=others)


@router.get("/messages/versions/{version_id}")
def show(user: Clinician, version_id: int) -> HTMLResponse:
    """Show what a version changes."""
    return _page(user, version_id)


@router.post("/messages/versions/{version_id}")
def decide(user: Clinician, form: Form, version_id: int) -> Response:
    """Approve a version, return it with a note, or make an earlier one live again."""
    act = text_of(form, "act")
    try:
        if act == "approve":
            approve(user.context, user.clinic, version_id, actor=user.actor)
        elif act == "return":
            give_back(user.context, user.clinic, version_id, text_of(form, "note"), actor=user.actor)
        elif act == "again":
            version_id = roll_back(user.context, user.clinic, version_id, actor=user.actor).id
        else:
            raise HTTPException(404)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _page(user, version_id, str(error))
    return redirect(f"/messages/versions/{version_id}?done=saved")


def _page(user: CurrentUser, version_id: int, problem: str = "") -> HTMLResponse:
    listed = next((one for one in list_versions(user.context, user.clinic) if one.version.id == version_id), None)
    if listed is None:
        raise HTTPException(404)
    version = find_version(user.context, user.clinic, version_id)
    own = version.author == Signature.of(user.actor)
    return user.page(
        "staff/version.html",
        listed=listed,
        changes=compare(user.context, user.clinic, version),
        own=own,
        may_approve=not own or user.clinic.one_person,
        unreviewed=unreviewed_of(version),
        problem=problem,
        status=422 if problem else 200,
    )
