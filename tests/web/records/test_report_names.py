"""Every number of a report leads to the patients it counts: as many as it says, and those alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sqlalchemy import func, insert, select, update

from reminders.core.model.contact import Channel
from reminders.services.clinics.surgeons import add_surgeon
from reminders.services.consent.stop import stop_patient
from reminders.services.records.erase import erase
from reminders.store.alerts.alerts import AlertKind, open_alert
from reminders.store.enrollment.enrollments import external_ids
from reminders.store.tables import alerts, answers, audit, enrollments, messages, patients, surgeons
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

NOW = "04-20 16:00"
NUMBER = re.compile(r'<a href="/reports/names\?([^"]+)">(\d+)</a>')
CODES = ("back",) * 9 + ("not_yet",) * 3 + (None,) * 3


def fill(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Fifteen patients asked about work, of whom twelve answered; one stopped, two wrote something urgent."""
    add_surgeon(context, clinic, "Dr. Chen", actor=SOMEBODY)
    rows = [row(external_id=f"D{number}", family_name=f"Patient{number}") for number in range(15)]
    enroll_rows(context, clinic, *rows[:8], *(one | {"surgeon": "Dr. Chen"} for one in rows[8:]))
    clock.set(at(NOW))
    with context.db.begin() as tx:
        named = external_ids(tx, {plan.id for plan in all_rows(context, enrollments)})
        plans = sorted(all_rows(context, enrollments), key=lambda plan: int(named[plan.id][1:]))
        for plan, code in zip(plans, CODES, strict=True):
            sent = {"status": "delivered", "sent_at": at(NOW)}
            mine = (messages.c.enrollment_id == plan.id) & (messages.c.step == "work_desk_1")
            tx.conn.execute(update(messages).where(mine).values(**sent))
            if code:
                answer = {"enrollment_id": plan.id, "step": "work_desk_1", "anchor": plan.anchor, "code": code}
                tx.conn.execute(insert(answers).values(at=at(NOW), **answer))
        for plan in plans[:2]:
            open_alert(tx, AlertKind.RED_FLAG, at(NOW), clinic_id=clinic.id, patient_id=plan.patient_id)
        open_alert(tx, AlertKind.RED_FLAG, at(NOW), clinic_id=clinic.id)
        first = tx.conn.scalar(select(func.min(alerts.c.id)))
        tx.conn.execute(update(alerts).where(alerts.c.id == first).values(acknowledged_at=at("04-20 16:10")))
    stop_patient(context, clinic, "D0", Channel.SMS, "staff", actor=SOMEBODY)
    return signed_in(context, clinic)


def numbers(page: str) -> list[tuple[str, int]]:
    return [(address.replace("&amp;", "&"), int(count)) for address, count in NUMBER.findall(page)]


def by_answer(page: str) -> dict[str, int]:
    """Return the numbers of the questions, by answer."""
    asked = [(dict(parse_qsl(address)), count) for address, count in numbers(page)]
    return {address["answer"]: count for address, count in asked if "answer" in address}


def rows_of(page: str) -> int:
    return page.partition("<tbody data-rows>")[2].partition("</tbody>")[0].count("<tr>")


def test_every_number_leads_to_as_many_patients(context: Context, clinic: Clinic, clock: FixedClock):
    desk = fill(context, clinic, clock)
    surgeon = all_rows(context, surgeons)[0].id
    erase(context, clinic, all_rows(context, enrollments)[14].patient_id, actor=SOMEBODY)
    checked = 0
    for narrowed in ("", f"&surgeon={surgeon}", "&surgeon=none", "&procedure=microdiscectomy"):
        report = desk.get(f"/reports?days=90{narrowed}").text
        for address, count in numbers(report):
            page = desk.get(f"/reports/names?{address}").text
            assert (rows_of(page), address) == (count, address)
            checked += 1
    assert checked >= 25
    assert "viewed the patients behind a number of a report" in {item.action for item in all_rows(context, audit)}


def test_a_report_narrows_to_a_surgeon_and_a_procedure(context: Context, clinic: Clinic, clock: FixedClock):
    desk = fill(context, clinic, clock)
    surgeon = all_rows(context, surgeons)[0].id
    for narrowed, asked, back, stops in (
        ("", 15, 9, 1),
        (f"&surgeon={surgeon}", 7, 1, 0),
        ("&surgeon=none", 8, 8, 1),
        ("&procedure=laminectomy", 0, 0, 0),
    ):
        report = desk.get(f"/reports?days=30{narrowed}").text
        of = by_answer(report)
        stopped = sum(count for address, count in numbers(report) if "of=opt-outs" in address)
        assert (of.get("all-asked", 0), of.get("back", 0), stopped) == (asked, back, stops), narrowed


def test_names_are_of_whom_the_number_counts(context: Context, clinic: Clinic, clock: FixedClock):
    desk = fill(context, clinic, clock)
    report = desk.get("/reports").text
    assert "12</a>" in report
    assert re.search(r"of <a [^>]+>15</a> \(80%\)", report), "answered, of those asked"
    assert "of 12 (75%)" in report, "back at work, of those who answered"
    address = next(address for address, _ in numbers(report) if "answer=not_yet" in address)
    page = desk.get(f"/reports/names?{address}").text
    assert all(f"Patient{number}," in page for number in (9, 10, 11))
    assert "Patient8," not in page
    urgent = desk.get("/reports/names?of=urgent&wait=open").text
    assert "Patient1," in urgent
    assert "Unknown number" in urgent
    assert "Patient0," not in urgent


def test_thirty_days_may_lie_in_one_month(context: Context, clinic: Clinic, clock: FixedClock):
    clock.set(at("03-31 03:00"))  # the evening of the 30th in New York
    assert signed_in(context, clinic).get("/reports").text.count('<th scope="row">Mar 2026</th>') == 1


def test_what_is_no_number_is_not_found(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    for query in (
        "of=answers",
        "of=answers&plan=x&step=y&day=z&answer=a",
        "of=opt-outs&month=2026-13&channel=sms",
        "of=x",
    ):
        assert desk.get(f"/reports/names?{query}").status_code == 404, query
    assert desk.get("/reports/names?of=answers&plan=x&step=y&day=4&answer=a&page=99999999").status_code == 200


def test_another_clinics_surgeon_or_question_shows_no_one(context: Context, clinic: Clinic, clock: FixedClock):
    fill(context, clinic, clock)
    elm = signed_in(context, add_oak(context, slug="elm", name="Elm Clinic"), email="nurse@elm.example")
    for query in ("of=urgent", "of=answers&plan=microdiscectomy&step=work_desk_1&day=14&answer=all-asked"):
        page = elm.get(f"/reports/names?{query}")
        assert page.status_code == 200
        assert "Patient" not in page.text.partition("<main")[2].partition("</main>")[0].replace("Patients", "")
    assert all_rows(context, patients)
