"""The list of patients, and the search. What was typed is a name: in an address it stands encrypted, and not for long.

A search is posted and answered with a redirect to a page that can be opened again, so that Back works.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.records.patient_filter import Order, PatientFilter, PlanState, read_filter
from reminders.services.records.patient_list import (
    ROWS,
    PatientList,
    list_csv,
    list_found,
    list_matching,
    list_unconfirmed,
)
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller, RecentEnroller

router = APIRouter()

SEARCH_LIFETIME = timedelta(hours=12)
"""As long as a session can last."""


@router.get("/patients")
def listed(user: Enroller, q: str = "", unconfirmed: str = "") -> HTMLResponse:
    """Show the surgeries that fit the filter in the address; with `q`, who fits the search that it hides.

    `unconfirmed=yes`: the past surgeries that no one has confirmed.
    """
    if q:
        since = user.context.clock.now() - SEARCH_LIFETIME
        query = user.context.links.decrypt("search", user.staff.id, q, since)
        if query is not None:
            return _found(user, query)
    if unconfirmed:
        number = read_filter(user.request.query_params).page
        page = list_unconfirmed(user.context, user.clinic, number, actor=user.actor)
        return _page(user, page, unconfirmed=number)
    patient_filter = read_filter(user.request.query_params)
    page = list_matching(user.context, user.clinic, patient_filter, actor=user.actor)
    return _page(user, page, patient_filter=patient_filter, expired=bool(q))


@router.get("/patients.csv")
def download(user: RecentEnroller) -> Response:
    """Hand out all that fits the filter in the address."""
    text = list_csv(user.context, user.clinic, read_filter(user.request.query_params), actor=user.actor)
    headers = {"Content-Disposition": 'attachment; filename="patients.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


@router.post("/patients")
def find(user: Enroller, form: Form) -> Response:
    """Go to the page of a search."""
    query = text_of(form, "query").strip()
    if not query:
        return redirect("/patients")
    return redirect(
        f"/patients?q={user.context.links.encrypt('search', user.staff.id, query, user.context.clock.now())}"
    )


def _found(user: CurrentUser, query: str) -> HTMLResponse:
    return _page(user, list_found(user.context, user.clinic, query, actor=user.actor), query=query)


def _page(
    user: CurrentUser,
    page: PatientList,
    *,
    query: str = "",
    expired: bool = False,
    unconfirmed: int = 0,
    patient_filter: PatientFilter | None = None,
) -> HTMLResponse:
    return user.page(
        "staff/patients.html",
        page=page,
        rows=page.rows,
        found=page.found,
        query=query,
        expired=expired,
        unconfirmed=unconfirmed,
        wanted=patient_filter,
        last_page=-(-page.total // ROWS),
        procedures=at_clinic(user.context, user.clinic).catalog.ids,
        states=[(state.value, LIST_STATES[state]) for state in PlanState],
        orders=[(order.value, ORDERS[order]) for order in Order],
    )


LIST_STATES = {
    PlanState.ACTIVE: _("Active"),
    PlanState.PAUSED: _("Paused"),
    PlanState.HELD: _("On hold"),
    PlanState.CANCELLED: _("Canceled"),
}
ORDERS = {
    Order.NEWEST: _("Surgery date, newest first"),
    Order.OLDEST: _("Surgery date, oldest first"),
    Order.NEXT: _("Next message, soonest first"),
    Order.ENROLLED: _("Enrolled, newest first"),
}
