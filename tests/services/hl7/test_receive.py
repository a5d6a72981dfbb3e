"""HL7 messages taken in: each is kept, and does what a nurse would do, once and in order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from reminders.core.model.contact import Channel
from reminders.core.model.status import Reason
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.hl7 import receive as receive_module
from reminders.services.pick_patient import get_patient
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.plans.reschedule import reschedule
from reminders.store.tables import alerts, enrollments, hl7_messages, messages, patients
from tests.core.hl7.making import booking, stay
from tests.making import SOMEBODY, all_rows
from tests.services.hl7.making import (
    AGREED,
    ANA,
    WITHOUT_MAPPING,
    done_by_hl7,
    enroll_ana,
    outcomes,
    people,
    planned,
    stored,
    surgeries,
    take,
)

if TYPE_CHECKING:
    import pytest

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def booked(kind: str = "SIU^S12", *more: str, number: str = "1", sent: str = "20260309120000", **other: str) -> str:
    return booking(kind, *more, number=number, sent=sent, **{"person": ANA, **other})


def test_without_consent_a_surgery_waits_and_nothing_is_planned(context: Context, clinic: Clinic):
    assert outcomes(context, clinic, booked()) == ["AA ask_consent"]
    assert (surgeries(context), people(context), all_rows(context, messages)) == ([], 0, [])
    assert stored(context) == ["1: work_list ask_consent"]


def test_with_consent_it_is_enrolled_like_any_other(context: Context, clinic: Clinic):
    assert outcomes(context, clinic, booked("SIU^S12", AGREED)) == ["AA enrolled"]
    assert surgeries(context) == ["2026-03-10 active"]
    assert planned(context) > 5
    assert done_by_hl7(context) == ["enrolled by an HL7 message"]
    (kept,) = all_rows(context, hl7_messages)
    assert b"RIVERA" not in kept.raw
    assert kept.enrollment_id == all_rows(context, enrollments)[0].id


def test_the_same_message_again_gets_the_same_answer_and_does_nothing(context: Context, clinic: Clinic):
    first, second = take(context, clinic, booked("SIU^S12", AGREED), booked("SIU^S12", AGREED))
    assert first.answer.split(b"\r")[1] == second.answer.split(b"\r")[1] == b"MSA|AA|1"
    assert (len(stored(context)), surgeries(context)) == (1, ["2026-03-10 active"])


def test_the_same_surgery_under_another_control_id_is_one(context: Context, clinic: Clinic):
    texts = booked("SIU^S12", AGREED), booked("SIU^S12", AGREED, number="2"), booked("SIU^S14", AGREED, number="3")
    assert outcomes(context, clinic, *texts) == ["AA enrolled", "AA no_change", "AA no_change"]
    assert len(surgeries(context)) == 1


def test_a_surgery_is_moved_cancelled_and_booked_again(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    steps = [
        booked("SIU^S13", number="1", day="20260312", sent="20260309120000"),
        booked("SIU^S15", number="2", sent="20260309120100"),
        booked("SIU^S13", number="3", day="20260316", sent="20260309120200"),
        booked("SIU^S26", number="4", sent="20260309120300"),
    ]
    told = ["AA rescheduled", "AA cancelled", "AA rescheduled", "AA cancelled"]
    states = ["2026-03-12 active", "2026-03-12 cancelled", "2026-03-16 active", "2026-03-16 cancelled"]
    for text, outcome, state in zip(steps, told, states, strict=True):
        assert (outcomes(context, clinic, text), surgeries(context)) == ([outcome], [state])
    assert planned(context) == 0
    assert done_by_hl7(context) == ["moved a surgery", "cancelled a plan", "moved a surgery", "cancelled a plan"]


def test_messages_out_of_order_end_where_the_newest_says(context: Context, clinic: Clinic):
    newest = booked("SIU^S13", AGREED, number="3", day="20260316", sent="20260309120200")
    older = booked("SIU^S12", AGREED, number="1", day="20260310", sent="20260309120000")
    between = booked("SIU^S15", number="2", sent="20260309120100")
    assert outcomes(context, clinic, newest, older, between) == ["AA enrolled", "AA older", "AA older"]
    assert surgeries(context) == ["2026-03-16 active"]


def test_a_cancellation_before_its_booking_wins(context: Context, clinic: Clinic):
    texts = booked("SIU^S15", number="2", sent="20260309120100"), booked("SIU^S12", AGREED)
    assert outcomes(context, clinic, *texts) == ["AA unknown_surgery", "AA older"]
    assert surgeries(context) == []


def test_what_was_sent_after_a_booking_and_came_before_it_counts_all_the_same(context: Context, clinic: Clinic):
    new = stay("ADT^A08", person=ANA.replace("555-0123", "555-0177"), number="2")
    assert outcomes(context, clinic, new, booked("SIU^S12", AGREED)) == ["AA unknown_patient", "AA enrolled"]
    assert phone(context, clinic) == "+12025550177"
    assert stored(context) == ["1: applied enrolled", "2: applied corrected"]


def test_no_one_is_enrolled_for_good_whose_death_came_before_the_booking(context: Context, clinic: Clinic):
    died = stay("ADT^A08", person=ANA + "|" * 15 + "Y", number="2")
    assert outcomes(context, clinic, died, booked("SIU^S12", AGREED)) == ["AA unknown_patient", "AA enrolled"]
    assert (surgeries(context), planned(context)) == (["2026-03-10 cancelled"], 0)


def test_what_staff_moved_stays_until_the_hospital_says_something_new(context: Context, clinic: Clinic):
    take(context, clinic, booked("SIU^S12", AGREED))
    reschedule(context, clinic, "C-1", date(2026, 3, 20), actor=SOMEBODY)
    assert outcomes(context, clinic, booked("SIU^S14", number="2", sent="20260309120100")) == ["AA no_change"]
    assert surgeries(context) == ["2026-03-20 active"]
    new = booked("SIU^S13", number="3", day="20260324", sent="20260309120200")
    assert outcomes(context, clinic, new) == ["AA rescheduled"]
    assert surgeries(context) == ["2026-03-24 active"]


def test_what_staff_cancelled_is_not_reopened_by_a_message(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    cancel(context, clinic, "C-1", CancelReason.OTHER, actor=SOMEBODY)
    assert outcomes(context, clinic, booked("SIU^S13", day="20260316")) == ["AA cancelled_by_staff"]
    cancel(context, clinic, "C-1", CancelReason.ASKED_TO_STOP, actor=SOMEBODY)
    assert outcomes(context, clinic, booked("SIU^S13", day="20260317", number="2")) == ["AA closed"]
    assert surgeries(context) == ["2026-03-10 cancelled"]


def test_an_unmapped_code_waits_and_is_enrolled_once_the_file_names_it(context: Context, clinic: Clinic):
    text = booked("SIU^S12", AGREED)
    assert outcomes(context, clinic, text, partner=WITHOUT_MAPPING) == ["AA unmapped"]
    assert [item.term for item in all_rows(context, hl7_messages)] == ["63030"]
    assert surgeries(context) == []


def test_a_stop_holds_whatever_a_message_says(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, email="", email_consent="no")
    stop_patient(context, clinic, "C-1", Channel.SMS, "staff", actor=SOMEBODY)
    take(context, clinic, booked("SIU^S12", AGREED, case="C-2", day="20260401"))
    assert planned(context) == 0
    assert {item.reason for item in all_rows(context, messages) if item.status == "skipped"} >= {Reason.OPTED_OUT.value}


def test_a_readmission_pauses_and_alerts_and_a_discharge_confirms(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_ana(context, clinic)
    assert outcomes(context, clinic, stay("ADT^A01", "20260310060000", person=ANA)) == ["AA same_stay"]
    clock.set(clock.now() + timedelta(days=3))
    home = stay("ADT^A03", "20260310060000", "20260311120000", person=ANA, number="2")
    assert outcomes(context, clinic, home) == ["AA discharged"]
    (enrollment,) = all_rows(context, enrollments)
    assert (enrollment.confirmed_at is not None, str(enrollment.discharge_date)) == (True, "2026-03-11")
    back = stay("ADT^A01", "20260312220000", visit_class="E", person=ANA, number="3")
    assert outcomes(context, clinic, back) == ["AA paused"]
    assert surgeries(context) == ["2026-03-10 paused"]
    assert [(item.kind, item.detail) for item in all_rows(context, alerts)] == [("plan_event", "in_hospital")]


def test_a_death_cancels_every_plan(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    enroll_ana(context, clinic, external_id="C-2", surgery_date="2026-06-01")
    assert outcomes(context, clinic, stay("ADT^A08", person=ANA + "|" * 15 + "Y")) == ["AA died"]
    assert {item.state_reason for item in all_rows(context, enrollments)} == {"died"}
    assert planned(context) == 0


def test_a_new_phone_counts_once_and_staffs_own_stays(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    new, newer = (ANA.replace("0123", number) for number in ("0199", "0188"))
    texts = stay("ADT^A08", person=ANA), stay("ADT^A08", person=new, number="2")
    assert outcomes(context, clinic, *texts) == ["AA corrected", "AA corrected"]
    assert phone(context, clinic) == "+12025550199"
    own = {"phone": "(202) 555-0155", "email": "", "language": "en"}
    correct_contact(context, clinic, patient(context).id, actor=SOMEBODY, **own)
    assert outcomes(context, clinic, stay("ADT^A08", person=new, number="3")) == ["AA no_change"]
    assert phone(context, clinic) == "+12025550155"
    assert outcomes(context, clinic, stay("ADT^A08", person=newer, number="4")) == ["AA corrected"]
    assert phone(context, clinic) == "+12025550188"


def patient(context: Context) -> Any:
    return next(item for item in all_rows(context, patients) if item.erased_at is None)


def phone(context: Context, clinic: Clinic) -> str | None:
    return get_patient(context, clinic, patient(context).id).phone


def test_a_phone_that_gets_no_texts_goes_to_the_work_list(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    bad = ANA.replace("(202) 555-0123", "555-CALL")
    assert outcomes(context, clinic, stay("ADT^A08", person=bad)) == ["AA check_details"]
    assert outcomes(context, clinic, booked("SIU^S12", AGREED, person=bad.replace("70001", "70002"), case="C-7"))


def test_two_people_of_one_name_are_never_taken_for_one(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, record_number="60000")
    texts = [
        booked("SIU^S12", AGREED, case="C-9"),  # same name and birth date, another record number
        booked("SIU^S13", person=ANA.replace("RIVERA^ANA", "WOOD^GRACE").replace("19610412", "19500101"), number="2"),
        booked("SIU^S12", AGREED, case="C-8", person=ANA.replace("70001", "60000").replace("19610412", "19700101")),
    ]
    assert outcomes(context, clinic, *texts) == ["AA possible_match"] * 3
    assert (people(context), surgeries(context)) == (1, ["2026-03-10 active"])


def test_the_same_surgery_by_csv_and_by_hl7_is_one(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, external_id="OURS-1")
    texts = (
        booked("SIU^S12", case="C-1"),
        booked("SIU^S13", case="C-1", number="2", day="20260316", sent="20260309120100"),
    )
    assert outcomes(context, clinic, *texts) == ["AA no_change", "AA rescheduled"]
    assert surgeries(context) == ["2026-03-16 active"]
    take(context, clinic, booked("SIU^S12", AGREED, case="C-2", number="3", day="20260601"))
    enroll_ana(context, clinic, external_id="C-2", surgery_date="2026-06-01")
    assert len(surgeries(context)) == 2


def test_a_merge_keeps_the_history_of_both(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, record_number="70009")
    other = ANA.replace("0123", "0177").replace("19610412", "")
    take(context, clinic, booked("SIU^S12", AGREED, case="C-5", day="20260601", person=other))
    assert people(context) == 2
    merge = stay("ADT^A40", person=ANA, number="9") + "\rMRG|70009^^^R^MR"
    assert outcomes(context, clinic, merge) == ["AA merged"]
    assert people(context) == 1
    assert len({item.patient_id for item in all_rows(context, enrollments)}) == 1
    assert len({item.patient_id for item in all_rows(context, messages)}) == 1
    assert "merged two patients" in done_by_hl7(context)
    moved = booked("SIU^S13", number="10", day="20260317", sent="20260312130000")
    assert outcomes(context, clinic, moved) == ["AA rescheduled"]


def test_what_cannot_be_read_is_kept_and_refused(context: Context, clinic: Clinic):
    texts = booked(person="PID|1"), "complete nonsense", booked(number="3").replace("UNICODE", "")
    told = outcomes(context, clinic, *texts[:2])
    assert told == ["AR malformed", "AR malformed"]
    assert sorted(item.place for item in all_rows(context, hl7_messages)) == ["MSH", "PID-3"]
    assert stored(context) == [": error malformed", "1: error malformed"]


def test_a_fault_is_kept_answered_ae_and_done_by_the_repeat(
    context: Context, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        broken.setattr(receive_module, "process", _fail)
        assert outcomes(context, clinic, booked("SIU^S12", AGREED)) == ["AE failed"]
    assert stored(context) == ["1: error failed"]
    assert outcomes(context, clinic, booked("SIU^S12", AGREED)) == ["AA enrolled"]
    assert stored(context) == ["1: applied enrolled"]


def _fail(*_arguments: object, **_more: object) -> None:
    raise ZeroDivisionError


def test_a_database_that_does_not_answer_is_ae_and_nothing_is_kept(
    context: Context, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    with monkeypatch.context() as broken:
        broken.setattr(receive_module, "process", refuse)
        broken.setattr(receive_module, "_WAITS", ())
        assert outcomes(context, clinic, booked("SIU^S12", AGREED)) == ["AE None"]
    assert stored(context) == []
    assert outcomes(context, clinic, booked("SIU^S12", AGREED)) == ["AA enrolled"]
