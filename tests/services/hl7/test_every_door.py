"""The same surgeries by page, file, API, HL7 and FHIR at once: each is enrolled once, and names its sources."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reminders.core.hl7.outcomes import State
from reminders.core.model.actor import Actor
from reminders.services.api.enroll import enroll_by_api
from reminders.services.api.keys import Caller, create_key
from reminders.services.api.read import read_enrollment
from reminders.services.enrollment.enroll_page import check_page, enroll_one
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.fhir.import_file import import_file
from reminders.services.hl7.receive import receive
from reminders.services.records.patient_page import open_patient
from reminders.store.tables import enrollments, hl7_messages, messages, patients, staff_members
from tests.core.fhir.making import CASES, ELM, appointment, bundle, consent, patient
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import SOMEBODY, all_rows, csv_file, enroll_rows, row
from tests.services.hl7.making import AGREED, ANA, enroll_ana, stored, take
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

SURGERIES = int(os.environ.get("REMINDERS_TEST_DOORS", "12"))
"""REMINDERS_TEST_DOORS=200 is the promise in full."""
DATABASES = ("postgresql",)


def cells(number: int) -> dict[str, str]:
    """A surgery as a file has it."""
    return row(
        external_id=f"OR-{number}",
        family_name=f"Rivera{number}",
        phone=f"(202) 555-{100 + number % 100:04}" if number < 100 else f"(212) 736-{5000 + number}",
        email="",
        email_consent="no",
        record_number=f"7{number:05}",
        birth_date=(date(1950, 1, 1) + timedelta(days=number)).isoformat(),  # else alike names are possible matches
    )


def message(number: int, known: dict[str, str]) -> bytes:
    """The same surgery as the hospital sends it."""
    born = known["birth_date"].replace("-", "")
    name = f"{known['record_number']}^^^RIV^MR||{known['family_name']}^Ana||{born}"
    person = f"PID|1||{name}|F|||||{known['phone']}^PRN^CP||eng"
    return booking("SIU^S12", AGREED, person=person, case=f"OR-{number}", number=str(number)).encode()


def resources(number: int, known: dict[str, str]) -> bytes:
    """The same surgery as the hospital's FHIR server has it."""
    who = f"Patient/p{number}"
    person = patient(
        f"p{number}",
        known["record_number"],
        name=[{"family": known["family_name"], "given": ["Ana"]}],
        birthDate=known["birth_date"],
        telecom=[{"system": "phone", "use": "mobile", "value": known["phone"]}],
    )
    agreed = consent() | {"id": f"c{number}", "patient": {"reference": who}}
    booked = appointment(id=f"a{number}", who=who, identifier=[{"system": CASES, "value": f"OR-{number}"}])
    return json.dumps(bundle(person, agreed, booked)).encode()


def shuffled(works: list[Callable[[], Any]], seed: int) -> list[Callable[[], Any]]:
    random.Random(seed).shuffle(works)
    return works


def test_every_door_at_once_is_one_enrollment_with_its_sources(context: Context, clinic: Clinic, tmp_path: Path):
    surgeries = {number: cells(number) for number in range(SURGERIES)}
    key, _token = create_key(context, clinic, "Epic", actor=SOMEBODY)
    signed_in(context, clinic)
    caller, nurse = Caller(key, clinic), Actor.staff(all_rows(context, staff_members)[0].id)
    typed: set[str] = set()

    def type_in(known: dict[str, str]) -> None:
        checked = check_page(context, clinic, known, actor=nurse)
        if checked.form is not None:  # else it is enrolled already, which the page says
            enroll_one(context, clinic, checked.form, actor=nurse)
            typed.add(known["external_id"])

    def upload(part: list[dict[str, str]]) -> None:
        assert import_csv(context, clinic, csv_file(tmp_path, *part), actor=SOMEBODY).rejected == []

    rows = list(surgeries.values())
    doors: list[list[Callable[[], Any]]] = [
        [lambda item=item: type_in(item) for item in rows],
        [lambda start=start: upload(rows[start : start + 4]) for start in range(0, len(rows), 4)],
        [lambda item=item: enroll_by_api(context, caller, None, dict(item)) for item in rows],
        [
            lambda number=number, item=item: receive(context, clinic, RIVERSIDE, message(number, item))
            for number, item in surgeries.items()
        ],
        [
            lambda number=number, item=item: import_file(context, clinic, ELM, resources(number, item), actor=SOMEBODY)
            for number, item in surgeries.items()
        ],
    ]
    with ThreadPoolExecutor(len(doors)) as pool:
        told = list(pool.map(lambda door: [work() for work in shuffled(door[1], door[0])], enumerate(doors)))
    assert {receipt.code.value for receipt in told[3]} == {"AA"}
    assert {item.decision.state for read in told[4] for item in read} <= {State.APPLIED, State.IGNORED}
    kept = Counter(item.control_id.partition("/")[0] for item in all_rows(context, hl7_messages))
    assert (kept["Appointment"], kept.total() - kept["Appointment"] - kept["Patient"]) == (SURGERIES, SURGERIES)
    assert [len(all_rows(context, table)) for table in (enrollments, patients)] == [SURGERIES] * 2
    planned = [(item.enrollment_id, item.step, item.channel) for item in all_rows(context, messages)]
    assert len(planned) == len(set(planned))
    for item in rows:
        shown = read_enrollment(context, caller, item["external_id"]).document["sources"]
        pages = {("page", None)} if item["external_id"] in typed else set()
        expected = {("csv", None), ("api", caller.actor.name), ("hl7", "riverside"), ("fhir", "riverside")} | pages
        assert {(one["door"], one["name"]) for one in shown} == expected
        assert len(shown) == len(expected)


def test_a_surgery_that_waited_for_consent_names_the_hospital_when_a_file_enrolls_it(context: Context, clinic: Clinic):
    take(context, clinic, booking("SIU^S12", person=ANA))
    assert stored(context) == ["1: work_list ask_consent"]
    enroll_ana(context, clinic)
    assert stored(context) == ["1: applied enrolled"]
    enrolled = all_rows(context, enrollments)[0]
    page = open_patient(context, clinic, enrolled.patient_id, actor=Actor.command_line("ada"))
    assert [(one.door, one.name) for one in page.sources[enrolled.id]] == [("csv", ""), ("hl7", "riverside")]
    html = signed_in(context, clinic).get(f"/patients/{enrolled.patient_id}").text
    assert "Sources: file (Mon, Mar 9, 2026), HL7 riverside (Mon, Mar 9, 2026)" in " ".join(html.split())


def test_a_second_time_by_the_same_door_changes_nothing(context: Context, clinic: Clinic):
    known = row(external_id="A")
    for _ in range(2):
        enroll_rows(context, clinic, known)
    enrolled = all_rows(context, enrollments)[0]
    page = open_patient(context, clinic, enrolled.patient_id, actor=SOMEBODY)
    assert [one.door for one in page.sources[enrolled.id]] == ["csv"]
