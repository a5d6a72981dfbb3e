"""Changing many plans at once: rows chosen on a list, one page with each message before and after, one confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from reminders.core.plans.bulk import MAX_DAYS, BulkAction, BulkChange, read_seen
from reminders.core.records.patient_filter import read_filter
from reminders.services.forms.fields import FieldError, check_date
from reminders.services.plans.bulk import MAX_AT_ONCE, BulkPreview, Stopped, carry_out_bulk, preview_bulk
from reminders.services.records.patient_list import ids_matching
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, fingerprint, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

router = APIRouter()

MAX_MARK = 400
DONE = {
    BulkAction.MOVE: "bulk-moved",
    BulkAction.SHIFT: "bulk-moved",
    BulkAction.PAUSE: "bulk-paused",
    BulkAction.RESUME: "bulk-resumed",
    BulkAction.PLAN: "bulk-version",
}


@router.post("/patients/bulk")
def change_many(user: Clinician, form: Form) -> Response:
    """Show what a change of many plans does to each message; carry it out when that was seen and confirmed."""
    try:
        change = _change_of(form)
    except FieldError as error:
        return _page(user, form, errors={error.field: error}, status=422)
    if text_of(form, "seen"):
        return _carry_out(user, form, change)
    ids = _chosen(user, form)
    if not ids:
        return _page(user, form, change, errors={"chosen": _("choose at least one patient")}, status=422)
    if len(ids) > MAX_AT_ONCE:
        too_many = FieldError("chosen", "choose at most {most} patients at once; narrow the list", most=MAX_AT_ONCE)
        return _page(user, form, change, errors={"chosen": too_many}, status=422)
    return _page(user, form, change, preview=preview_bulk(user.context, user.clinic, ids, change))


def _carry_out(user: CurrentUser, form: FormData, change: BulkChange) -> Response:
    def confirmed(asking: Sequence[str]) -> bool:
        warnings_shown = fingerprint(asking)
        return not warnings_shown or (text_of(form, "warned"), text_of(form, "asked")) == ("yes", warnings_shown)

    seen = read_seen(text_of(form, "seen"))[:MAX_AT_ONCE]
    done = carry_out_bulk(user.context, user.clinic, seen, change, confirmed=confirmed, actor=user.actor)
    if done.done:
        query = read_filter(_query(text_of(form, "filter"))).address()
        return redirect(f"/patients?{query}{'&' if query else ''}done={DONE[change.action]}")
    if done.stopped or done.preview is None:
        stopped = {one.enrollment_id for one in done.stopped}
        rest = [one.enrollment_id for one in seen if change.live or one.enrollment_id not in stopped]
        return _page(user, form, change, stopped=done.stopped, rest=rest, status=409)
    errors = {"warned": _("read the warnings and check the box")}
    return _page(user, form, change, preview=done.preview, errors=errors, status=409)


def _change_of(form: FormData) -> BulkChange:
    """Read what is to be done.

    Raises:
        FieldError: it is not said to which day, or by how many.

    """
    action = next((item for item in BulkAction if item == text_of(form, "action")), None)
    if action is None:
        raise FieldError("action", "choose what to do")
    if action is BulkAction.MOVE:
        try:
            date.fromisoformat(text_of(form, "date"))
        except ValueError:
            raise FieldError("date", "choose a date") from None
        return BulkChange(action, day=check_date("date", text_of(form, "date")))
    if action is BulkAction.SHIFT:
        text = text_of(form, "days").strip().removeprefix("+")
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:9]) <= MAX_DAYS):
            raise FieldError("days", "write by how many days, for example 7 or -2; at most {most}", most=MAX_DAYS)
        return BulkChange(action, days=int(text))
    return BulkChange(action, live=text_of(form, "live")[:MAX_MARK])


def _chosen(user: CurrentUser, form: FormData) -> list[str]:
    """Return the enrollments that were chosen by hand, or all that fit the filter of the list."""
    if text_of(form, "which") == "all":
        patient_filter = read_filter(_query(text_of(form, "filter")))
        return ids_matching(user.context, user.clinic, patient_filter, MAX_AT_ONCE + 1)
    return [str(item) for item in form.getlist("chosen") if _is_id(item)]


def _is_id(item: object) -> bool:
    try:
        return isinstance(item, str) and str(UUID(item)) == item
    except ValueError:
        return False


def _query(text: str) -> dict[str, str]:
    return dict(parse_qsl(text))


def _page(  # noqa: PLR0913 what the page may show
    user: CurrentUser,
    form: FormData,
    change: BulkChange | None = None,
    *,
    preview: BulkPreview | None = None,
    stopped: Sequence[Stopped] = (),
    rest: Sequence[str] = (),
    errors: Mapping[str, FieldError | str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return user.page(
        "staff/bulk.html",
        status=status,
        change=change,
        preview=preview,
        stopped=stopped,
        rest=rest,
        errors=errors or {},
        asked=fingerprint(preview.asking) if preview else "",
        filter=read_filter(_query(text_of(form, "filter"))).address(),
    )
