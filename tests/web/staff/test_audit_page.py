"""The audit log on the site: narrowed by who, what, whose and when; older pages; the same lines as a file."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.staff.audit_filter import AuditFilter, read_audit_filter
from reminders.services.plans.change_state import pause
from reminders.store.staff.audit import add_entry
from reminders.store.tables import audit, patients, staff_members
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/settings/record"
TABLE = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(external_id="ANA-1"), row(external_id="BOB-1"))
    pause(context, clinic, "ANA-1", actor=SOMEBODY)
    return signed_in(context, clinic)


def shown(desk: Desk, query: str) -> list[str]:
    """List the lines on the page as text, newest first."""
    found = TABLE.search(desk.get(f"{PAGE}?{query}").text)
    lines = found[0].split("</tr>")[:-1] if found else []
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_lines_are_narrowed_by_who_what_whose_and_when(context: Context, desk: Desk):
    desk.get("/")
    nurse = all_rows(context, staff_members)[0].id
    ana = next(item.patient_id for item in all_rows(context, audit) if item.action == "paused a plan")
    assert [len(shown(desk, query)) for query in (f"who={nurse}", "who=command_line", "who=patient")] == [1, 3, 0]
    assert "viewed today" in shown(desk, f"who={nurse}")[0]
    assert ["paused a plan" in line for line in shown(desk, "action=paused+a+plan")] == [True]
    assert len(shown(desk, f"patient={ana}")) == 2
    assert [len(shown(desk, query)) for query in ("first=2026-03-10", "last=2026-03-08", "last=2026-03-09")] == [
        0,
        0,
        4,
    ]
    assert len(shown(desk, "who=nonsense&action=nonsense&patient=1&first=soon&before=x")) == 4


def test_a_case_id_finds_its_patient_and_stands_in_no_address(context: Context, desk: Desk):
    answer = desk.post(PAGE, case=" ANA-1 ", action="paused a plan")
    address = answer.headers["location"]
    assert "ANA" not in address
    assert len(shown(desk, address.partition("?")[2])) == 1
    refused = desk.post(PAGE, case="NO-1")
    assert (refused.status_code, "no patient has that case ID" in refused.text.replace("No p", "no p")) == (422, True)


def test_the_file_holds_the_narrowed_lines_and_is_in_the_log_itself(context: Context, desk: Desk):
    answer = desk.get(f"{PAGE}.csv?action=enrolled")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [item["action"] for item in rows] == ["enrolled"] * 2
    assert {item["patient_id"] for item in rows} == {item.id for item in all_rows(context, patients)}
    assert all_rows(context, audit)[-1].action == "exported the audit log"
    assert all_rows(context, audit)[-1].detail == "2 entries"


def test_older_entries_are_on_further_pages(context: Context, clinic: Clinic, desk: Desk):
    with context.db.begin() as tx:
        for _number in range(120):
            add_entry(tx, AuditEntry(clinic.id, Action.VIEWED_REPORTS, SOMEBODY, context.clock.now()))
    assert len(shown(desk, "action=viewed+reports")) == 100
    older = re.findall(r'href="/settings/record\?([^"]+before=\d+)"', desk.get(f"{PAGE}?action=viewed+reports").text)
    assert len(shown(desk, older[0].replace("&amp;", "&"))) == 20


def test_another_clinics_lines_are_not_there(context: Context, desk: Desk):
    elm = signed_in(context, add_oak(context, slug="elm", name="Elm"), email="a@elm.example")
    assert shown(elm, "action=paused+a+plan") == []
    assert "paused" not in elm.get(f"{PAGE}.csv").text
    assert elm.post(PAGE, case="ANA-1").status_code == 422


def test_an_address_gives_the_filter_back():
    full = AuditFilter("command_line", "enrolled", "0" * 8 + "-0000-0000-0000-" + "0" * 12)
    query = dict(pair.split("=") for pair in full.address(first="2026-03-01").split("&"))
    assert read_audit_filter(query).first is not None
    assert read_audit_filter(query | {"first": ""}) == full
    assert read_audit_filter({"who": "staff", "last": "9999-12-31"}) == AuditFilter()
