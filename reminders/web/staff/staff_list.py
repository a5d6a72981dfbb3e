"""Who works here: inviting, changing the role, deactivating. For admins."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.core.staff.staff_name import UnusableNameError
from reminders.services.staff.access.second_factor import choose_roles, list_with_factor, roles_with_factor
from reminders.services.staff.invite import invite, new_link, send_link
from reminders.services.staff.rename import rename_member
from reminders.services.staff.staff import (
    change_role,
    disable_member,
    enable_member,
    get_member,
    list_members,
    list_sign_ins,
)
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RecentAdmin, RowId

router = APIRouter()


@router.get("/settings/staff")
def show(user: Admin) -> HTMLResponse:
    """List the staff."""
    return _page(user)


@router.post("/settings/staff")
def invite_member(user: RecentAdmin, form: Form) -> HTMLResponse:
    """Invite someone: by email, or with a link that is shown this once."""
    email, role, name = text_of(form, "email"), text_of(form, "role"), text_of(form, "name")
    try:
        member, link = invite(user.context, user.clinic, email, Role(role), name=name, actor=user.actor)
    except (UseError, ValueError) as error:
        field = "name" if isinstance(error, UnusableNameError) else "email" if isinstance(error, UseError) else "role"
        sentence = str(error) if isinstance(error, UseError) else "choose a role"
        typed = {"email": email[:200], "role": role, "name": name[:200]}
        return _page(user, typed=typed, errors={field: sentence}, status=422)
    return _show_link(user, member, link, "invite", by_email=text_of(form, "action") == "send")


@router.post("/settings/staff/second-factor")
def choose_second_factor(user: RecentAdmin, form: Form) -> Response:
    """Choose the roles that need a second factor."""
    chosen = frozenset(role for role in Role if text_of(form, f"factor-{role.value}"))
    choose_roles(user.context, user.clinic, chosen, actor=user.actor)
    return redirect("/settings/staff?done=saved")


@router.post("/settings/staff/{staff_id}/link")
def resend_link(user: RecentAdmin, form: Form, staff_id: RowId) -> HTMLResponse:
    """Make a new link that sets a password, for who lost the first one. The colleague is told: see My account."""
    member = _member(user, staff_id)
    purpose = "reset" if member.has_password else "invite"
    link = new_link(user.context, member, purpose, actor=user.actor)
    return _show_link(user, member, link, purpose, by_email=text_of(form, "action") == "send")


@router.post("/settings/staff/{staff_id}/disable")
def disable(user: Admin, form: Form, staff_id: RowId) -> Response:
    """Let someone in no more, at once."""
    del form
    try:
        disable_member(user.context, user.clinic, _member(user, staff_id), actor=user.actor)
    except UseError as error:
        return _page(user, errors={f"staff-{staff_id}": str(error)}, status=422)
    return redirect("/settings/staff?done=saved")


@router.post("/settings/staff/{staff_id}/role")
def change_member_role(user: RecentAdmin, form: Form, staff_id: RowId) -> Response:
    """Change a colleague's role."""
    member, field = _member(user, staff_id), f"role-{staff_id}"
    try:
        role = Role(text_of(form, "role"))
    except ValueError:
        return _page(user, errors={field: "choose a role"}, status=422)
    try:
        change_role(user.context, user.clinic, member, role, actor=user.actor)
    except UseError as error:
        return _page(user, errors={field: str(error)}, status=422)
    return redirect("/settings/staff?done=saved")


@router.post("/settings/staff/{staff_id}/name")
def change_member_name(user: RecentAdmin, form: Form, staff_id: RowId) -> Response:
    """Change what a colleague is called."""
    member, name = _member(user, staff_id), text_of(form, "name")
    try:
        rename_member(user.context, member, name, actor=user.actor)
    except UseError as error:
        return _page(user, typed={f"name-{staff_id}": name[:200]}, errors={f"name-{staff_id}": str(error)}, status=422)
    return redirect("/settings/staff?done=saved")


@router.post("/settings/staff/{staff_id}/enable")
def enable(user: RecentAdmin, form: Form, staff_id: RowId) -> Response:
    """Let someone in again."""
    del form
    enable_member(user.context, user.clinic, _member(user, staff_id), actor=user.actor)
    return redirect("/settings/staff?done=saved")


def _member(user: CurrentUser, staff_id: str) -> StaffMember:
    try:
        return get_member(user.context, user.clinic, staff_id)
    except NotFoundError:
        raise HTTPException(404) from None


def _show_link(user: CurrentUser, member: StaffMember, link: str, purpose: str, *, by_email: bool) -> HTMLResponse:
    """Email a link, or show it this once. A colleague's new password goes by email wherever email leaves."""
    only_email = purpose == "reset" and user.context.senders[Channel.EMAIL].leaves
    sent = (by_email or only_email) and send_link(user.context, user.clinic, member, purpose, link)
    failed = (by_email or only_email) and not sent
    return _page(user, link=None if sent or only_email else link, to=member.email, failed=failed)


def _page(  # noqa: PLR0913 what the page may show
    user: CurrentUser,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    link: str | None = None,
    to: str = "",
    failed: bool = False,
    status: int = 200,
) -> HTMLResponse:
    people = list_members(user.context, user.clinic)
    values: dict[str, object] = {"typed": {"email": "", "name": "", "role": "enroller"} | (typed or {})}
    values |= {
        "link": link,
        "to": to,
        "failed": failed,
        "people": people,
        "roles": list(Role),
        "sign_ins": list_sign_ins(user.context, user.clinic),
    }
    values |= {"with_factor": list_with_factor(user.context, user.clinic)}
    values |= {"factor_roles": roles_with_factor(user.context, user.clinic)}
    return user.page("staff/staff.html", status=status, errors=errors or {}, **values)
