"""The list of patients: what each filter leaves, in which order, what stands beside a name, and the CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import EnrollmentState
from reminders.services.clinics.surgeons import add_surgeon
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.services.records import patient_list
from reminders.services.replies.reply import receive
from reminders.store.tables import audit, surgeons
from reminders.web.records import patients
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, play, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


def person(name: str, number: int, **more: str) -> dict[str, str]:
    phone = f"(202) 555-01{number}"
    return row(family_name=name, external_id=name, phone=phone, **more)


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Five patients a week after most surgeries: one paused, one canceled, one on hold, one who answered a question."""
    add_surgeon(context, clinic, "Dr. Lee", actor=SOMEBODY)
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+12025550190")
    enroll_rows(context, elm, person("Stranger", 99))
    enroll_rows(
        context,
        clinic,
        person("Abel", 10, surgeon="Dr. Lee"),
        person("Baker", 11, surgeon="dr lee", procedure="laminectomy", surgery_date="2026-03-09"),
        person("Cole", 12, surgery_date="2026-03-12"),
        person("Dunn", 13, surgery_date="2026-04-20"),
        person("Eve", 14, surgery_date="2026-03-11"),
    )
    play(context, clock, "03-15 20:00")
    pause(context, clinic, "Cole", actor=SOMEBODY)
    cancel(context, clinic, "Dunn", CancelReason.OTHER, actor=SOMEBODY)
    receive(context, clinic, Channel.SMS, "+12025550110", "1")
    receive(context, clinic, Channel.SMS, "+12025550114", "my surgery was cancelled")
    clock.set(at("03-17 21:00"))
    return signed_in(context, clinic)


def names(page: str) -> list[str]:
    return re.findall(r'<td><a href="/patients/[0-9a-f-]{36}">(\w+),', page)


def test_each_filter_leaves_who_fits_and_no_one_of_another_clinic(context: Context, desk: Desk):
    lee = all_rows(context, surgeons)[0].id
    found = {
        query: names(desk.get(f"/patients?{query}").text)
        for query in (
            "",
            "sort=oldest",
            "procedure=laminectomy",
            f"surgeon={lee}",
            "surgeon=none",
            "status=active",
            "status=paused",
            "status=held",
            "status=cancelled",
            "from=2026-03-11&to=2026-03-12",
            "alert=yes",
            "unanswered=any",
            "unanswered=wound_check",
            "unanswered=work_check",
            f"surgeon={lee}&procedure=microdiscectomy",
        )
    }
    assert found == {
        "": ["Dunn", "Cole", "Eve", "Abel", "Baker"],
        "sort=oldest": ["Baker", "Abel", "Eve", "Cole", "Dunn"],
        "procedure=laminectomy": ["Baker"],
        f"surgeon={lee}": ["Abel", "Baker"],
        "surgeon=none": ["Dunn", "Cole", "Eve"],
        "status=active": ["Abel", "Baker"],
        "status=paused": ["Cole"],
        "status=held": ["Eve"],
        "status=cancelled": ["Dunn"],
        "from=2026-03-11&to=2026-03-12": ["Cole", "Eve"],
        "alert=yes": ["Eve"],
        "unanswered=any": ["Eve", "Baker"],
        "unanswered=wound_check": ["Eve", "Baker"],
        "unanswered=work_check": [],
        f"surgeon={lee}&procedure=microdiscectomy": ["Abel"],
    }
    assert set(names(desk.get("/patients?sort=next").text)) == {"Abel", "Baker"}
    assert sorted(names(desk.get("/patients?sort=enrolled").text)) == ["Abel", "Baker", "Cole", "Dunn", "Eve"]


def test_a_row_says_what_a_nurse_asks_first(desk: Desk):
    page = desk.get("/patients?procedure=laminectomy").text
    cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', page, re.DOTALL)
    told = {label: re.sub("<[^>]+>", "", text).strip() for label, text in cells}
    assert told["Day"] == "8"
    assert "Dr. Lee" in told["Surgery"]
    assert re.search(r"Mar", told["Next message"])
    assert told["Last contact"] != "–"
    assert "phone ending in 0111" in page, "the last four, once"
    assert "· 0111" not in page


def test_the_list_is_handed_out_as_csv_and_that_is_written_down(context: Context, desk: Desk):
    answer = desk.get("/patients.csv?status=paused")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(one["family_name"], one["status"], one["day"]) for one in rows] == [
        ("Cole", EnrollmentState.PAUSED.value, "5")
    ]
    assert len(list(csv.reader(io.StringIO(desk.get("/patients.csv").text)))) == 6
    assert [item.action for item in all_rows(context, audit)].count("downloaded the list of patients") == 2


@pytest.mark.parametrize(
    ("address", "shown", "says"),
    [
        ("/patients", ["Dunn", "Cole"], "More than 4 surgeries"),
        ("/patients?page=2", ["Eve", "Abel"], "More than 4 surgeries"),
        ("/patients?page=3", ["Baker"], "<h2>5 surgeries"),
        ("/patients?page=7", [], "More than 4 surgeries"),
        ("/patients?surgeon=none", ["Dunn", "Cole"], "<h2>3 surgeries"),
    ],
)
def test_a_long_list_is_counted_only_so_far(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, address: str, shown: list[str], says: str
):
    for place in (patient_list, patients):
        monkeypatch.setattr(place, "ROWS", 2)
    monkeypatch.setattr(patient_list, "COUNTED", 4)
    page = desk.get(address).text
    assert names(page) == shown
    assert says in page
    assert ("Next page" in page) is (address in {"/patients", "/patients?page=2", "/patients?surgeon=none"})


def test_a_page_past_the_end_says_so(desk: Desk, clock: FixedClock):
    clock.set(clock.now() + timedelta(minutes=1))
    assert "No more patients." in desk.get("/patients?page=9").text
    assert "No patients match." in desk.get("/patients?status=paused&procedure=laminectomy").text
