"""The list of messages: what became of each, in words, and what to do about those that did not arrive."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reminders.core.model.contact import Channel
from reminders.core.records.delivery_filter import MAX_PAGE, REASONS, SPANS, Shown, read_delivery_filter
from reminders.services.records.deliveries import list_deliveries
from reminders.web.staff.current_user import Enroller

router = APIRouter()


@router.get("/messages/deliveries")
def show(user: Enroller) -> HTMLResponse:
    """Show the messages that fit the filter in the address."""
    delivery_filter = read_delivery_filter(user.request.query_params)
    found = list_deliveries(user.context, user.clinic, delivery_filter, actor=user.actor)
    return user.page(
        "staff/deliveries.html",
        rows=found.rows,
        more=found.more and delivery_filter.page < MAX_PAGE,
        chosen=delivery_filter,
        statuses=list(Shown),
        channels=list(Channel),
        reasons=REASONS,
        spans=SPANS,
    )
