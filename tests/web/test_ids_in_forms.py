"""Forms and queries that hold something else where an id belongs: no route of staff takes it for a fault of ours.

On PostgreSQL, which refuses to compare an id with what cannot be one; SQLite finds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.making import add_oak
from tests.tables import check_rows
from tests.web.desk import Desk, signed_in
from tests.web.test_guard import FIELDS, STAFF, elm, path_at

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["elm"]
DATABASES = ["postgresql"]
NAMES = (
    *("patient", "patient_id", "same", "enrollment_id", "message_id", "message", "reply_id", "upload_id", "to"),
    *("staff_id", "surgeon", "canned", "question", "visit", "version", "session", "passkey", "case", "key", "over"),
    *("was", "chosen", "alert_id", "caregiver", "owner", "plan", "next", "after", "before"),
)
"""Fields of forms and queries that hold an id, or might."""
ENDS = ("/erase", "/cancel", "/close", "/disable", "/retire", "/remove", "/revoke", "/dismiss")
RULES = {"note": "x", "typed": "PAUSE", "action": "pause", "sure": "yes", "act": "assign", "sort": "next"}


def test_what_cannot_be_an_id_is_refused_as_an_unknown_one_is(context: Context, elm: Clinic) -> None:
    add_oak(context)
    desk = signed_in(context, elm)

    def check(route: APIRoute) -> None:
        ask(context, elm, desk, route)

    routes = [item for item in STAFF if not item.values[0].path.startswith("/sign-out")]
    routes.sort(key=lambda item: item.values[0].path.endswith(ENDS))  # what is gone would be refused for that
    check_rows([(str(item.id), {"route": item.values[0]}) for item in routes], check)


def ask(context: Context, elm: Clinic, desk: Desk, route: APIRoute) -> None:
    """Ask a route for what is the clinic's own, with words in the place of all other ids."""
    path, method, ids = path_at(context, elm, route), min(route.methods), dict.fromkeys(NAMES, "nobody")
    if method == "POST":
        form = {"csrf": desk.token("/"), **FIELDS, **RULES, **ids}
        assert desk.client.post(path, data=form).status_code < 500
    else:
        assert desk.client.get(path, params=ids | RULES).status_code < 500
