"""Versions of care plans and wording: what waits for review, what each changes, and what was live before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.wording.care_versions import CareKind, CareState, Signature, replaced_by
from reminders.pathways.reading import read_pathway
from reminders.services.clinics.care.plan_calendar import plan_calendar
from reminders.services.clinics.care.starts import back_to_shipped, cancel_start, count_on_others, shipped_version
from reminders.services.clinics.care_versions import approve, find_version, give_back, list_versions, roll_back
from reminders.services.clinics.compare_care import compare, compare_with
from reminders.services.forms.fields import FieldError
from reminders.services.wording.unreviewed import unreviewed_of
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser, RecentClinician, RowNumber

if TYPE_CHECKING:
    from starlette.datastructures import FormData

router = APIRouter()


@router.get("/messages/versions")
def show_all(user: Clinician) -> HTMLResponse:
    """List the clinic's versions, those that wait for review first."""
    versions = list_versions(user.context, user.clinic)
    waiting = [one for one in versions if one.state is CareState.IN_REVIEW]
    others = [one for one in versions if one.state is not CareState.IN_REVIEW]
    return user.page("staff/versions.html", waiting=waiting, others=others)


@router.get("/messages/versions/{version_id}")
def show(user: Clinician, version_id: RowNumber) -> HTMLResponse:
    """Show what a version changes."""
    return _page(user, version_id)


@router.post("/messages/versions/{version_id}")
def decide(user: RecentClinician, form: Form, version_id: RowNumber) -> Response:
    """Approve a version, return it with a note, take its start back, or make an earlier one live again."""
    try:
        decided = _decide(user, form, version_id)
    except NotFoundError:
        raise HTTPException(404) from None
    except FieldError as error:
        return _page(user, version_id, {error.field: error})
    except UseError as error:
        return _page(user, version_id, {"decide": error})
    return redirect(f"/messages/versions/{decided}?done=saved")


def _decide(user: CurrentUser, form: FormData, version_id: int) -> int:
    """Carry out what was decided; return the version to show next."""
    context, clinic, actor = user.context, user.clinic, user.actor
    match text_of(form, "act"):
        case "approve":
            approve(context, clinic, version_id, actor=actor, live_at=_start(user, text_of(form, "live_at")))
        case "return":
            give_back(context, clinic, version_id, text_of(form, "note"), actor=actor)
        case "cancel":
            cancel_start(context, clinic, version_id, actor=actor)
        case "again":
            return roll_back(context, clinic, version_id, actor=actor).id
        case "shipped":
            return back_to_shipped(context, clinic, version_id, actor=actor).id
        case _:
            raise HTTPException(404)
    return version_id


def _start(user: CurrentUser, text: str) -> datetime | None:
    """Read when a version goes live, on the clinic's clock; None: at once.

    Raises:
        FieldError: it is no time.

    """
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=user.clinic.zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the last day of the calendar has no hour in another zone
        raise FieldError("live_at", _("choose a date and a time")) from None


def _page(user: CurrentUser, version_id: int, errors: dict[str, Exception] | None = None) -> HTMLResponse:
    versions = list_versions(user.context, user.clinic)
    listed = next((one for one in versions if one.version.id == version_id), None)
    if listed is None:
        raise HTTPException(404)
    version = find_version(user.context, user.clinic, version_id)
    own = version.author == Signature.of(user.actor)
    calendar = None
    if version.kind is CareKind.PLAN and listed.state in {CareState.IN_REVIEW, CareState.SCHEDULED}:
        pathway = read_pathway(version.content, version.name, kept=True)
        calendar = plan_calendar(user.context, user.clinic, pathway, {})
    live, is_plan = listed.state is CareState.LIVE, version.kind is CareKind.PLAN
    shipped = shipped_version(user.context, user.clinic, version.kind, version.name) if live else None
    replaced = replaced_by(version, [one.version for one in versions]) if live else None
    before = find_version(user.context, user.clinic, replaced.id) if replaced else shipped
    return user.page(
        "staff/version.html",
        listed=listed,
        changes=compare(user.context, user.clinic, version),
        changed_before=compare_with(before, version) if before else [],
        shipped_changes=compare(user.context, user.clinic, shipped) if shipped else [],
        on_others=count_on_others(user.context, user.clinic, version) if live and is_plan else 0,
        calendar=calendar,
        own=own,
        may_approve=not own or user.clinic.one_person,
        unreviewed=unreviewed_of(version),
        errors=errors or {},
        status=422 if errors else 200,
    )
