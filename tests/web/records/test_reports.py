"""Reports, through the real application on both databases, against answers, stops and alerts made by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, insert, update

from reminders.core.model.contact import Channel
from reminders.core.records.report_filter import ReportFilter
from reminders.services.consent.stop import stop_patient
from reminders.services.records.reports.report import load_report
from reminders.services.records.reports.report_csv import answers_csv
from reminders.store.alerts.alerts import AlertKind, open_alert
from reminders.store.tables import alerts, answers, audit, enrollments, messages
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, row, uid
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.records.reports.report import Report

DATABASES = ("sqlite", "postgresql")

TODAY = "04-20 16:00"  # noon in New York; thirty days reach back to 22 March, two weeks after 8 March


@pytest.fixture
def later(clock: FixedClock, context: Context, clinic: Clinic) -> datetime:
    """Six patients who go back to desk work, and the day of the report."""
    enroll_rows(context, clinic, *(row(external_id=f"D{number}") for number in range(6)))
    clock.set(at(TODAY))
    return at(TODAY)


def mark(context: Context, step: str, *sent: tuple[str, datetime], codes: Sequence[str | None]) -> None:
    """Say of each enrollment's message of a step how it stands since when, and what was answered (None: nothing)."""
    with context.db.begin() as tx:
        for found, (status, when), code in zip(all_rows(context, enrollments), sent, codes, strict=False):
            its_own = (messages.c.enrollment_id == found.id) & (messages.c.step == step)
            tx.conn.execute(update(messages).where(its_own).values(status=status, sent_at=when))
            if code:
                values = {"enrollment_id": found.id, "step": step, "anchor": found.anchor, "code": code, "at": when}
                tx.conn.execute(insert(answers).values(**values))


def report_of(context: Context, clinic: Clinic, days: int = 30, **more: str) -> Report:
    with context.db.begin() as tx:
        return load_report(context, tx, clinic, ReportFilter(days, **more))


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_an_empty_clinic_says_so(context: Context, clinic: Clinic):
    text = signed_in(context, clinic).get("/reports").text
    assert "No questions were sent" in text
    assert "No urgent replies during this time" in text


def test_answers_are_counted_among_those_who_were_asked(context: Context, clinic: Clinic, later: datetime):
    sent = [("delivered", later), ("accepted", later), ("delivered", later), ("undelivered", later), ("failed", later)]
    mark(context, "work_desk_1", *sent, codes=["back", "back", None, "not_yet", None])
    mark(context, "walk_1", ("delivered", later), codes=[None])
    (question,) = report_of(context, clinic).questions  # the walk asks nothing; texts and emails of a step are one
    assert (question.step.day, question.asked, question.answered) == (14, 4, 3)
    assert question.codes == {"back": 2, "partly_back": 0, "not_yet": 1}


def test_a_question_that_went_by_text_and_by_email_is_one(context: Context, clinic: Clinic, later: datetime):
    mark(context, "work_desk_1", ("undelivered", later), codes=["back"])
    (text,) = [item for item in all_rows(context, messages) if item.status == "undelivered"]
    email = text._asdict() | {"id": uid(1), "identity": "by email", "channel": "email", "status": "accepted"}
    with context.db.begin() as tx:
        tx.conn.execute(insert(messages).values(**email))
    (question,) = report_of(context, clinic).questions
    assert (question.asked, question.answered) == (1, 1)


def test_another_clinics_answers_are_not_counted(context: Context, later: datetime):
    mark(context, "work_desk_1", ("delivered", later), codes=["back"])
    assert report_of(context, add_oak(context, slug="elm", name="Elm Clinic")).questions == []


def test_a_span_begins_with_a_day_of_the_clinics_calendar(context: Context, clinic: Clinic, later: datetime):
    midnight = at("03-22 04:00")  # in New York
    mark(
        context,
        "work_desk_1",
        ("delivered", midnight),
        ("delivered", midnight - timedelta(seconds=1)),
        codes=["back", "back"],
    )
    assert report_of(context, clinic).questions[0].asked == 1
    assert report_of(context, clinic, 90).questions[0].asked == 2
    assert report_of(context, clinic).first == later.date() - timedelta(days=29)


def test_a_moved_surgerys_question_is_answered_for_its_own_day_only(context: Context, clinic: Clinic, later: datetime):
    mark(context, "work_desk_1", ("delivered", later), codes=["back"])
    with context.db.begin() as tx:
        tx.conn.execute(update(answers).values(anchor=answers.c.anchor + 1))
    (question,) = report_of(context, clinic).questions
    assert (question.asked, question.answered) == (1, 0)


def test_a_question_says_whom_an_earlier_answer_spared(context: Context, clinic: Clinic, later: datetime):
    mark(context, "work_desk_1", ("delivered", later), codes=["back"])
    mark(context, "work_desk_2", ("delivered", later), codes=[None])
    text = signed_in(context, clinic).get("/reports").text
    assert text.count("Not asked if the earlier answer was: back at work") == 1


def test_stops_are_counted_by_month_channel_and_clinic(
    context: Context, clinic: Clinic, later: datetime, clock: FixedClock
):
    elm = add_oak(context, slug="elm", name="Elm Clinic")  # shares the sender
    enroll_rows(context, elm, row(external_id="E1"), row(external_id="E2", phone="", sms_consent="no"))
    enroll_rows(context, clinic, row(external_id="N1", phone="", sms_consent="no"))
    clock.set(at("04-01 03:00"))  # still March in New York
    stop_patient(context, clinic, "D0", Channel.SMS, "staff", actor=SOMEBODY)
    clock.set(later)
    for name in ("D1", "D2", "N1"):
        stop_patient(context, clinic, name, Channel.SMS, "staff", actor=SOMEBODY)
    stop_patient(context, clinic, "D1", Channel.EMAIL, "staff", actor=SOMEBODY)
    for name in ("E1", "E2"):
        stop_patient(context, elm, name, Channel.SMS, "staff", actor=SOMEBODY)

    def counted(of: Clinic) -> list[tuple[int, int, int]]:
        return [(month.first.month, month.sms, month.email) for month in report_of(context, of).months]

    assert counted(clinic) == [(3, 1, 0), (4, 3, 1)]
    assert counted(elm) == [(3, 0, 0), (4, 2, 0)]
    assert counted(replace(clinic, sms_sender="nobody's")) == [(3, 0, 0), (4, 1, 1)]


def test_only_red_flags_of_this_clinic_are_timed(context: Context, clinic: Clinic, later: datetime):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    with context.db.begin() as tx:
        for _ in range(4):
            open_alert(tx, AlertKind.RED_FLAG, later, clinic_id=clinic.id)
        open_alert(tx, AlertKind.FOLLOW_UP, later, clinic_id=clinic.id)
        open_alert(tx, AlertKind.RED_FLAG, later - timedelta(days=31), clinic_id=clinic.id)
        open_alert(tx, AlertKind.RED_FLAG, later, clinic_id=elm.id)
    with context.db.begin() as tx:
        for number, minutes in enumerate((2, 10, 125)):
            which = alerts.c.id == all_rows(context, alerts)[number].id
            heard = later + timedelta(minutes=minutes)
            tx.conn.execute(update(alerts).where(which).values(acknowledged_at=heard))
    waits = report_of(context, clinic).waits
    assert (waits.by_limit, waits.unacknowledged) == ((1, 1, 0, 1, 0), 1)
    text = signed_in(context, clinic).get("/reports").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "The slowest took 2 h 5 min." in text
    assert "Half were taken" not in text  # of three, half says nothing
    assert "Only 4 urgent replies: too few to compare." in text
    assert "1 not yet handled" in text
    found = {item["wait"]: item["count"] for item in lines(signed_in_again(context).get("/reports/urgent.csv").text)}
    assert found["median seconds"] == "600"
    assert found["longest seconds"] == "7500"
    assert found["not acknowledged"] == "1"


def signed_in_again(context: Context) -> Desk:
    desk = Desk(context)
    assert desk.sign_in().status_code == 303
    return desk


def test_page_and_files_hold_counts_and_no_ones_name(context: Context, clinic: Clinic, later: datetime):
    mark(context, "work_desk_1", ("delivered", later), ("delivered", later), codes=["back", None])
    stop_patient(context, clinic, "D0", Channel.SMS, "staff", actor=SOMEBODY)
    desk = signed_in(context, clinic)
    page = desk.get("/reports?days=90").text
    assert 'class="part-0" x="0.00%" y="1" width="50.00%"' in page
    assert "Only 1 answer: too few to compare." in page
    assert "%)" not in page  # no percentage of so few
    answered = desk.get("/reports/answers.csv?days=90")
    assert answered.headers["content-disposition"] == 'attachment; filename="answers-90-days.csv"'
    assert lines(answered.text)[0] == {
        "procedure": "microdiscectomy",
        "step": "work_desk_1",
        "day": "14",
        "asked": "2",
        "answered": "1",
        "answer": "back",
        "count": "1",
    }
    stops = desk.get("/reports/opt-outs.csv").text
    assert lines(stops)[-1] == {"month": "2026-04", "texts_stopped": "1", "emails_stopped": "0"}
    for text in (page, answered.text, stops):
        assert "Rivera" not in text
    assert {item.action for item in all_rows(context, audit)} >= {"viewed reports", "downloaded a report: answers"}


def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(context: Context, clinic: Clinic, later: datetime):
    mark(context, "work_desk_1", ("delivered", later), codes=["=1+1"])
    assert "'=1+1" in answers_csv(report_of(context, clinic))


def test_a_span_that_is_not_offered_is_the_shortest(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    for asked in ("7", "x", ""):
        assert 'href="/reports?days=30" aria-current="page"' in desk.get(f"/reports?days={asked}").text


def test_the_number_of_queries_does_not_grow_with_what_there_is(context: Context, clinic: Clinic, later: datetime):
    counted: list[str] = []
    for engine in {context.db.engine, context.db._reading}:
        event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    desk = signed_in(context, clinic)

    def queries() -> int:
        desk.get("/reports")
        counted.clear()
        assert desk.get("/reports").status_code == 200
        return len(counted)

    mark(context, "work_desk_1", ("delivered", later), codes=["back"])
    few = queries()
    for step in ("work_desk_2", "wound_1", "physio_1"):
        mark(context, step, *[("delivered", later)] * 6, codes=[None] * 6)
    for number in range(6):
        stop_patient(context, clinic, f"D{number}", Channel.SMS, "staff", actor=SOMEBODY)
    assert queries() == few <= 13
