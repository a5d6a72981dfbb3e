"""The audit log: who did what, narrowed by who, what, whose and when, page by page and as a file. For admins."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.actor import ActorKind
from reminders.core.model.audit_actions import Action
from reminders.core.staff.audit_filter import AuditFilter, read_audit_filter
from reminders.data import book
from reminders.services.staff.audit_search import export_search, find_case, search_audit
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RecentAdmin

router = APIRouter()

PAGE = "/settings/record"
MAX_ROW = 2**53


@router.get(PAGE)
def show(user: Admin, before: str = "") -> HTMLResponse:
    """Show who did what, latest first; `before` is the row at which an older page begins."""
    return _page(user, read_audit_filter(user.request.query_params), before)


@router.post(PAGE)
def find(user: Admin, form: Form) -> Response:
    """Narrow to the patient of a case id, which never stands in an address."""
    narrowed = read_audit_filter({name: text_of(form, name) for name in ("who", "action", "first", "last")})
    patient_id = find_case(user.context, user.clinic, text_of(form, "case")[:200])
    if patient_id is None:
        return _page(user, narrowed, errors={"case": _("no patient has that case ID")})
    return redirect(f"{PAGE}?{narrowed.address(patient=patient_id)}")


@router.get(PAGE + ".csv")
def download(user: RecentAdmin) -> Response:
    """Download the lines that the filter leaves."""
    narrowed = read_audit_filter(user.request.query_params)
    content = export_search(user.context, user.clinic, narrowed, actor=user.actor)
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    return Response(content.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _page(
    user: CurrentUser, narrowed: AuditFilter, before: str = "", errors: dict[str, str] | None = None
) -> HTMLResponse:
    row = int(before) if before.isascii() and before.isdigit() and int(before[:20]) < MAX_ROW else None
    return user.page(
        "staff/record.html",
        status=422 if errors else 200,
        page=search_audit(user.context, user.clinic, narrowed, row),
        narrowed=narrowed,
        kinds=[(kind.value, book("labels").labels("actor")[kind]) for kind in ActorKind if kind is not ActorKind.STAFF],
        actions=[action.value for action in Action],
        is_older=row is not None,
        errors=errors or {},
    )
