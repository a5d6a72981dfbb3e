"""Visits by file and by staff: each is announced once per time it has, and nothing is said of a time that is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import FIRST_SLOT, VisitState
from reminders.core.model.errors import UseError
from reminders.services.enrollment.read_csv import CSVFileError, Upload
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.plans.reschedule import reschedule
from reminders.services.records.erase import erase
from reminders.services.records.export import export_patient
from reminders.services.replies.reply import receive
from reminders.services.visits.book_visit import mark_by_id
from reminders.services.visits.import_visits import NO_STEP, VisitReport, import_visits
from reminders.store.plans.visits import answers_about, visits_of
from reminders.store.tables import alerts, audit, enrollments, messages, pathway_versions, visits
from tests.making import SOMEBODY, all_rows, enroll_rows, outbox, play, row
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"
PLACES = ("Suite 4", "Suite 5", "Suite 6")
HEADER = "external_id,visit_id,kind,at,place"


@pytest.fixture
def one(context: Context, clinic: Clinic) -> str:
    """Enroll one patient, operated on 10 March, who has the phone `PHONE`."""
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    return "A"


def load(context: Context, clinic: Clinic, *lines: str, header: str = HEADER) -> VisitReport:
    file = Upload("visits.csv", "\n".join([header, *lines]).encode())
    return import_visits(context, clinic, file, actor=SOMEBODY)


def said(context: Context) -> list[str]:
    """List the messages about visits: `step status day`, oldest slot first."""
    found = [item for item in all_rows(context, messages) if item.anchor >= FIRST_SLOT]
    return [f"{item.step} {item.status} {item.due_at.date()}" for item in sorted(found, key=lambda item: item.anchor)]


def texts(context: Context) -> list[str]:
    return [item.content.text for item in outbox(context).sent if item.address == PHONE]


def test_a_file_books_moves_and_says_the_same_again(context: Context, clinic: Clinic, one: str):
    before = len(all_rows(context, messages))
    report = load(context, clinic, "A,V1,check,2026-05-20T09:30,Suite 4", "A,V2,x-ray,2026-06-22 15:00,")
    assert (dict(report.counts), report.rejected, report.warned) == ({"added": 2}, [], [])
    assert said(context) == ["visit_reminder planned 2026-05-19", "visit_reminder planned 2026-06-21"]
    assert len(all_rows(context, messages)) == before + 2
    assert dict(load(context, clinic, "A,V1,check,2026-05-20T09:30,Suite 4").counts) == {"unchanged": 1}
    others = [(item.id, item.due_at, item.status) for item in all_rows(context, messages) if item.anchor < FIRST_SLOT]
    assert dict(load(context, clinic, "A,V1,check,2026-05-25T09:30,Suite 4").counts) == {"updated": 1}
    assert said(context) == ["visit_reminder planned 2026-06-21", "visit_reminder planned 2026-05-24"]
    assert others == [
        (item.id, item.due_at, item.status) for item in all_rows(context, messages) if item.anchor < FIRST_SLOT
    ]
    mark_by_id(context, clinic, "A", "V1", VisitState.CANCELLED, actor=SOMEBODY)
    assert "visit_reminder cancelled 2026-05-24" in said(context)
    # What staff did stands while the file says what it said before.
    assert dict(load(context, clinic, "A,V1,check,2026-05-25T09:30,Suite 4").counts) == {"unchanged": 1}
    assert dict(load(context, clinic, "A,V1,check,2026-05-26T09:30,Suite 4").counts) == {"updated": 1}
    assert said(context)[-1] == "visit_reminder planned 2026-05-25"
    actions = [item.action for item in all_rows(context, audit) if "visit" in item.action]
    assert actions == ["added a visit", "added a visit", "changed a visit", "cancelled a visit", "changed a visit"]


@each_row(
    ("line", "column", "says"),
    [
        ("B,V1,,2026-03-20T09:30,", "external_id", "no enrollment has this id"),
        (",V1,,2026-03-20T09:30,", "external_id", "must not be empty"),
        ("A,,,2026-03-20T09:30,", "visit_id", "must not be empty"),
        ("A,V1,,2026-03-20,", "at", "write date and time as in"),
        ("A,V1,,,", "at", "write date and time as in"),
        ("A,V1,,2026-03-20T09:30-04:00,", "at", "without an offset"),
        ("A,V1,,2026-03-20T09:30Z,", "at", "without an offset"),
        ("A,V1,,2026-02-30T09:30,", "at", "no such day"),
        ("A,V1,,2026-03-20T24:30,", "at", "no such time"),
        ("A,V1,=1+1,2026-03-20T09:30,", "kind", "begins with ="),
        (f"A,V1,,2026-03-20T09:30,{'x' * 61}", "place", "longer than 60"),
        ("A,V1,,2026-03-20T09:30,,late", "status", "write one of"),
        ("A,V1,,2026-03-20T09:30,,missed", "status", "still to come"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_taken(
    context: Context, clinic: Clinic, one: str, line: str, column: str, says: str
):
    header = f"{HEADER},status"
    report = load(
        context, clinic, f"{one},GOOD,,2026-05-20T09:30,", line, f"{one},GOOD,,2026-06-20T09:30,", header=header
    )
    assert [(item.line, item.column) for item in report.rejected] == [(3, column), (4, "visit_id")]
    assert says in report.rejected[0].error
    assert sum(report.counts.values()) == 1


def test_a_file_that_is_no_list_of_visits_is_refused_whole(context: Context, clinic: Clinic, one: str):
    for header in ("external_id,visit_id,kind,at", f"{HEADER},phone"):
        with pytest.raises(CSVFileError, match=r"place|not known"):
            load(context, clinic, f"{one},V1,,2026-03-20T09:30,", header=header)
    assert not all_rows(context, visits)


def test_a_visit_that_moves_after_its_reminder_is_announced_again_with_its_new_time(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    load(context, clinic, f"{one},V1,,2026-03-20T09:30,Suite 4", f"{one},V2,,2026-04-22T15:00,")
    play(context, clock, "03-19 22:00")
    assert (
        "See you on Friday, March 20 at 9:30 AM. Place: Suite 4. Reply 1 to confirm, 2 to change." in texts(context)[-1]
    )
    load(context, clinic, f"{one},V1,,2026-03-25T11:00,Suite 4")
    assert said(context) == [
        "visit_reminder accepted 2026-03-19",
        "visit_reminder planned 2026-04-21",
        "visit_reminder planned 2026-03-24",
    ]
    play(context, clock, "03-24 22:00")
    assert "See you on Wednesday, March 25 at 11:00 AM." in texts(context)[-1]
    assert not [text for text in texts(context) if "April 22" in text or "3:00 PM" in text]


def test_another_place_is_announced_again_only_if_the_patient_was_told_of_the_old_one(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(external_id="B", sms_consent="no", email_consent="yes", email="b@example.org"))
    load(context, clinic, "B,V1,,2026-03-20T15:45,Suite 4")
    load(context, clinic, "B,V1,,2026-03-20T15:45,Suite 5")
    assert said(context) == ["visit_reminder planned 2026-03-19"]
    play(context, clock, "03-19 16:30")
    load(context, clinic, "B,V1,,2026-03-20T15:45,Suite 6")
    assert said(context) == ["visit_reminder accepted 2026-03-19", "visit_reminder planned 2026-03-19"]
    play(context, clock, "03-19 17:00")
    assert said(context) == ["visit_reminder accepted 2026-03-19"] * 2
    assert [
        place for item in outbox(context, Channel.EMAIL).sent for place in PLACES if place in item.content.text
    ] == [
        "Suite 5",
        "Suite 6",
    ]
    load(context, clinic, "B,V1,,2026-03-20T15:45,")  # no place is nothing to tell
    assert len(said(context)) == 2


def test_a_confirmation_and_a_wish_to_change(context: Context, clinic: Clinic, clock: FixedClock, one: str):
    load(context, clinic, f"{one},V1,,2026-03-20T09:30,", f"{one},V2,,2026-03-27T09:30,")
    play(context, clock, "03-19 22:00")
    receive(context, clinic, Channel.SMS, PHONE, "1")
    with context.db.read() as tx:
        enrollment = all_rows(context, enrollments)[0].id
        assert answers_about(tx, [enrollment]) == {(enrollment, FIRST_SLOT): "confirmed"}
    assert not [item for item in all_rows(context, alerts) if item.kind == "follow_up"]
    play(context, clock, "03-26 22:00")
    receive(context, clinic, Channel.SMS, PHONE, "2")
    opened = [item for item in all_rows(context, alerts) if item.kind == "follow_up"]
    assert [(item.detail, item.closed_at) for item in opened] == [("visit_reminder", None)]
    with context.db.read() as tx:
        assert sorted(answers_about(tx, [enrollment]).values()) == ["change", "confirmed"]


def test_a_missed_visit_is_followed_up_by_staff_and_by_text(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    load(context, clinic, f"{one},V1,,2026-03-20T09:30,")
    with pytest.raises(UseError, match="still to come"):
        mark_by_id(context, clinic, one, "V1", VisitState.MISSED, actor=SOMEBODY)
    play(context, clock, "03-20 20:00")
    for state, waiting in ((VisitState.MISSED, 1), (VisitState.BOOKED, 0), (VisitState.MISSED, 1)):
        mark_by_id(context, clinic, one, "V1", state, actor=SOMEBODY)
        open_alerts = [item for item in all_rows(context, alerts) if item.kind == "visit_missed" and not item.closed_at]
        assert len(open_alerts) == waiting, state
    play(context, clock, "03-22 23:00")
    assert "We did not see you at your visit on Friday, March 20." in texts(context)[-1]
    assert said(context) == ["visit_reminder accepted 2026-03-19", "visit_missed accepted 2026-03-21"]


def test_what_ends_the_plan_ends_its_visits_and_a_new_surgery_date_leaves_them(
    context: Context, clinic: Clinic, one: str
):
    load(context, clinic, f"{one},V1,,2026-03-20T09:30,")
    reschedule(context, clinic, one, date(2026, 4, 7), actor=SOMEBODY)
    assert said(context) == ["visit_reminder planned 2026-03-19"]
    cancel(context, clinic, one, CancelReason.OTHER, actor=SOMEBODY)
    assert said(context) == ["visit_reminder cancelled 2026-03-19"]


def test_a_care_plan_without_a_step_for_visits_warns(context: Context, clinic: Clinic, one: str):
    with context.db.begin() as tx:
        source = all_rows(context, pathway_versions)[0].source.split("  # Steps that every shipped plan has")[0]
        tx.conn.execute(pathway_versions.update().values(source=source))
    context.book.forget()
    report = load(context, clinic, f"{one},V1,,2026-03-20T09:30,")
    assert [item.error for item in report.warned] == [NO_STEP]
    assert said(context) == []


def test_export_and_erasing_know_visits(context: Context, clinic: Clinic, one: str):
    load(context, clinic, f"{one},V-SECRET,check,2026-03-20T09:30,Suite 4")
    patient = all_rows(context, enrollments)[0].patient_id
    exported = export_patient(context, clinic, patient, actor=SOMEBODY)
    assert "V-SECRET" in exported
    assert "Suite 4" in exported
    erase(context, clinic, patient, actor=SOMEBODY)
    with context.db.read() as tx:
        (found,) = visits_of(tx, [all_rows(context, enrollments)[0].id]).values()
    assert [(item.visit_id.startswith("erased"), item.kind, item.place) for item in found] == [(True, "", "")]
    assert said(context) == ["visit_reminder cancelled 2026-03-19"]
