"""Every page asks the database the same number of questions however much there is, and weighs little.

A new page is covered by being there.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.services import count_cache
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.clinics.edit_care import open_wording, propose_wording
from reminders.services.hl7.receive import receive as receive_hl7
from reminders.services.links import LinkKind
from reminders.services.replies.canned import add_reply
from reminders.services.replies.reply import receive
from reminders.store.tables import patients
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import SOMEBODY, all_rows, at, enroll_rows, message, play, row
from tests.web.desk import Desk, signed_in
from tests.web.test_guard import IDS, NAMES, STAFF

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA = {
    "email": "ana@example.org",
    "given_name": "Ana María",
    "family_name": "García",
    "phone": "(202) 555-0177",
    "external_id": "MRN-77",
}
PHONE = "+12025550177"
NO_PAGE = (".csv", "/email")
PAGES = [
    item
    for item in STAFF
    if "GET" in item.values[0].methods and not item.values[0].path.endswith(NO_PAGE) and "upload_id" not in item.id
]
MAX_QUERIES, MAX_BYTES = 26, 80_000


def path_of(context: Context, route: APIRoute) -> str:
    """Fill a path with the ids of the first rows there are; of messages, of the first that a plan has."""

    def fill(found: re.Match[str]) -> str:
        name = found[1].partition(":")[0]
        if name not in IDS:
            return NAMES[name]
        rows = [item for item in all_rows(context, IDS[name]) if name != "message_id" or item.kind == "scheduled"]
        return str(rows[0].id)

    return re.sub(r"\{([^}]+)\}", fill, route.path)


def make_much(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    """Some forty days with replies, and more patients than one page of a list holds."""
    play(context, clock, "04-20 00:00")
    for number in range(5):
        receive(context, clinic, Channel.SMS, PHONE, f"question {number}")
    enroll_rows(context, clinic, *(row() for _ in range(60)))


@pytest.mark.parametrize("route", PAGES)
def test_no_page_asks_more_or_grows_heavy_with_what_there_is(
    context: Context, clinic: Clinic, clock: FixedClock, route: APIRoute, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(count_cache, "MIN_COST_SECONDS", math.inf)  # on a busy machine any count is slow enough to keep
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "a question, and my leg feels weak")
    add_reply(context, clinic, "en", "Showering", "Yes, you may shower.", actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Ada", "+12125550101"), actor=SOMEBODY)
    receive_hl7(context, clinic, RIVERSIDE, booking().encode())
    words = open_wording(context, clinic, "walk", "en")
    propose_wording(context, clinic, "walk", "en", replace(words, preheader="A new line."), actor=SOMEBODY)
    desk = signed_in(context, clinic)
    counted: list[str] = []
    for engine in {context.db.engine, context.db._reading}:
        event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    path = path_of(context, route)

    def questions() -> int:
        desk.get(path)  # what is read once per process
        counted.clear()
        assert desk.get(path).status_code == 200
        return len(counted)

    few = questions()
    make_much(context, clinic, clock)
    desk.sign_in()
    # A look-up of nothing is not sent: a list that was empty, or is now, differs by one.
    assert abs(questions() - few) <= 1
    assert few <= MAX_QUERIES
    assert len(desk.get(path).content) + weight_of_assets(desk, path) < MAX_BYTES


@pytest.mark.parametrize("kind", [LinkKind.PAGE, LinkKind.UNSUBSCRIBE, LinkKind.ANSWER])
def test_nor_does_a_page_that_a_patient_opens(context: Context, clinic: Clinic, clock: FixedClock, kind: LinkKind):
    enroll_rows(context, clinic, row(**ANA))
    play(context, clock, "03-16 20:00")
    of = all_rows(context, patients)[0].id if kind is not LinkKind.ANSWER else message(context, "wound_1").id
    path = f"/{kind.value}/{context.links.token(kind, of)}"
    desk = Desk(context)
    counted: list[str] = []
    for engine in {context.db.engine, context.db._reading}:
        event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def questions() -> int:
        desk.get(path)
        counted.clear()
        assert desk.get(path).status_code == 200
        return len(counted)

    few = questions()
    enroll_rows(context, clinic, row(**ANA | {"external_id": "MRN-78", "surgery_date": "2026-03-16"}))
    make_much(context, clinic, clock)
    clock.set(at("03-16 20:00"))  # while the question is open
    assert questions() == few <= MAX_QUERIES
    assert len(desk.get(path).content) + len(desk.get("/patient.css").content) < MAX_BYTES


def test_a_search_asks_the_same_however_many_it_finds(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(**ANA))
    desk = signed_in(context, clinic)
    counted: list[str] = []
    for engine in {context.db.engine, context.db._reading}:
        event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def questions() -> int:
        address = desk.post("/patients", query="garc").headers["location"]
        desk.get(address)
        counted.clear()
        assert "found" in desk.get(address).text
        return len(counted)

    few = questions()
    enroll_rows(context, clinic, *(row(family_name="García") for _ in range(30)))
    make_much(context, clinic, clock)
    desk.sign_in()
    assert questions() == few
    assert len(all_rows(context, patients)) > 30


def weight_of_assets(desk: Desk, path: str) -> int:
    """Return the bytes of the style sheet and scripts that a page loads."""
    files = set(re.findall(r'(?:href|src)="(/(?:assets/[^"]+\.(?:css|js)[^"]*|patient\.css))"', desk.get(path).text))
    assert files, "a page loads its style sheet"
    return sum(len(desk.get(file).content) for file in files)
