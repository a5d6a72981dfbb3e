"""The front page for now: a read-only list of what is coming and what went out. It names nobody."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reminders.store import overview
from reminders.web.signed import Enroller

router = APIRouter()

ROWS = 50


@router.get("/")
def front(signed: Enroller) -> HTMLResponse:
    """Show the next and the latest messages."""
    now = signed.context.clock.now()
    with signed.context.db.read() as tx:
        coming = overview.coming(tx, signed.clinic.id, now, ROWS)
        latest = overview.latest(tx, signed.clinic.id, ROWS)
    return signed.page("staff/overview.html", now=now, coming=coming, latest=latest)
