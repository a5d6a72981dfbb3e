"""Enrolling: once by external id, one person over two surgeries, and what a later form may change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.core.model.contact import Channel
from reminders.core.plans.anchors import OF_VISITS
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.results import Confirmed
from reminders.services.plans import change_state
from reminders.services.plans.change_state import CancelReason
from reminders.services.plans.reschedule import reschedule
from reminders.store.tables import consents, enrollments, messages, patients
from tests.making import (
    OAK,
    SOMEBODY,
    add_oak,
    all_rows,
    enroll_rows,
    form,
    message,
    play,
    row,
    run_at,
    sent_steps,
    standing,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


OAK_ZONE = OAK.zone
TABLES = (patients, enrollments, messages, consents)


def everything(context: Context) -> list[object]:
    return [all_rows(context, table) for table in TABLES]


def language_of(context: Context) -> list[str]:
    return [item.language for item in all_rows(context, patients)]


def _rows_of(pathway: Pathway) -> list[str]:
    """Name the steps that have a row: one about a visit waits for a visit, and one that is off has no second asking."""
    steps = [step for step in pathway.steps if step.anchor not in OF_VISITS]
    return [step.key for step in steps if not step.again_of]


def test_every_step_gets_a_row_and_what_is_not_planned_a_reason(context: Context, clinic: Clinic):
    assert enroll_rows(context, clinic, row(job_strain="heavy")) == ("enrolled",)
    steps = {item.step: (item.status, item.reason) for item in all_rows(context, messages)}
    file = context.catalog.find("microdiscectomy")
    assert file is not None
    assert sorted(steps) == sorted(_rows_of(file.pathway))
    assert all((status == "planned") == (reason is None) for status, reason in steps.values())
    assert steps["work_desk_1"] == ("skipped", "not_applicable")
    assert steps["preop_prep"] == ("skipped", "optional_off")


def test_the_same_form_again_changes_nothing(context: Context, clinic: Clinic):
    item = row()
    enroll_rows(context, clinic, item)
    before = everything(context)
    assert enroll_rows(context, clinic, item) == ("unchanged",)
    assert everything(context) == before


def test_a_dry_run_changes_nothing(context: Context, clinic: Clinic):
    batch = enroll(context, clinic, [form(context, clinic, row())], dry_run=True, actor=SOMEBODY)
    assert batch.outcomes == ("enrolled",)
    assert everything(context) == [[], [], [], []]


def test_outcomes_come_in_the_order_of_the_forms(context: Context, clinic: Clinic):
    old, changing = row(), row()
    enroll_rows(context, clinic, old, changing)
    told = enroll_rows(context, clinic, row(), changing | {"language": "es"}, old)
    assert told == ("enrolled", "updated", "unchanged")


def test_a_changed_field_replans_and_writes_the_consent_down(context: Context, clinic: Clinic):
    item = row()
    enroll_rows(context, clinic, item)
    assert enroll_rows(context, clinic, item | {"sms_consent": "no"}) == ("updated",)
    assert standing(context, "walk_1") == ("skipped", "no_consent")
    assert standing(context, "walk_1", "email") == ("planned", None)
    assert [(item.channel, item.granted) for item in all_rows(context, consents)][2:] == [("sms", False)]


def test_only_fields_that_differ_from_the_last_import_change(context: Context, clinic: Clinic):
    item = row()
    enroll_rows(context, clinic, item)
    with context.db.begin() as tx:  # staff correct the language in between
        tx.conn.execute(update(patients).values(language="es"))
    enroll_rows(context, clinic, item | {"job_strain": "heavy"})
    assert language_of(context) == ["es"]
    assert standing(context, "work_heavy_1") == ("planned", None)
    enroll_rows(context, clinic, item | {"job_strain": "heavy"})
    assert language_of(context) == ["es"]


def test_a_surgery_that_staff_moved_stays_moved_when_the_file_comes_again(context: Context, clinic: Clinic):
    item = row()
    enroll_rows(context, clinic, item)
    reschedule(context, clinic, item["external_id"], date(2026, 3, 20), actor=SOMEBODY)
    assert enroll_rows(context, clinic, item) == ("unchanged",)
    assert all_rows(context, enrollments)[0].surgery_date == date(2026, 3, 20)
    later = item | {"surgery_date": "2026-03-24"}
    assert enroll_rows(context, clinic, later) == ("unchanged",)  # staff win until someone says that the file is right
    assert all_rows(context, enrollments)[0].surgery_date == date(2026, 3, 20)
    confirmed = Confirmed(changes=True)
    enroll(context, clinic, [form(context, clinic, later)], actor=SOMEBODY, confirmed=confirmed)
    assert all_rows(context, enrollments)[0].surgery_date == date(2026, 3, 24)


def test_a_column_that_a_later_file_does_not_have_changes_nothing(context: Context, clinic: Clinic):
    item = row()
    enroll_rows(context, clinic, item | {"opioid": "no"})
    assert enroll_rows(context, clinic, item) == ("unchanged",)
    assert standing(context, "pain_plan") == ("skipped", "not_applicable")


CHANGES = {"surgery_date": "2026-03-17", "language": "es", "phone": "(202) 555-0199", "procedure": "laminectomy"}


@pytest.mark.parametrize("change", [{}, *({name: value} for name, value in CHANGES.items())], ids=str)
def test_an_import_never_lifts_a_stop(context: Context, clinic: Clinic, change: dict[str, str]):
    item = row(email_consent="no")
    enroll_rows(context, clinic, item)
    stop_patient(context, clinic, item["external_id"], Channel.SMS, "staff", actor=SOMEBODY)
    enroll_rows(context, clinic, item | {"sms_consent": "no", "email_consent": "yes"})
    enroll_rows(context, clinic, item | {"sms_consent": "yes"} | change)
    if "phone" not in change:  # another phone has another owner's word
        assert not [item for item in all_rows(context, messages) if (item.channel, item.status) == ("sms", "planned")]
    other = row(phone=item["phone"], email_consent="no")
    enroll_rows(context, clinic, other)
    with context.db.read() as tx:
        found = {item.status for item in tx.conn.execute(messages.select()) if item.channel == "sms"}
    assert ("planned" in found) == ("phone" in change)


@pytest.mark.parametrize("change", [{"language": "es"}, {"surgery_date": "2026-03-17"}], ids=str)
@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_an_import_never_resumes_or_reopens(context: Context, clinic: Clinic, state: str, change: dict[str, str]):
    item = row()
    enroll_rows(context, clinic, item)
    if state == "paused":
        change_state.pause(context, clinic, item["external_id"], actor=SOMEBODY)
    else:
        change_state.cancel(context, clinic, item["external_id"], CancelReason.OTHER, actor=SOMEBODY)
    assert enroll_rows(context, clinic, item | change) == ("updated",)
    (found,) = all_rows(context, enrollments)
    assert found.state == state
    assert "planned" not in {item.status for item in all_rows(context, messages)}


def test_two_surgeries_of_one_person_share_the_caps(context: Context, clinic: Clinic, clock: FixedClock):
    one = row()
    two = one | {"external_id": one["external_id"] + "b", "procedure": "laminectomy"}
    enroll_rows(context, clinic, one)
    enroll_rows(context, clinic, two)
    assert len(all_rows(context, patients)) == 1
    play(context, clock, "06-30 00:00")
    days = [item.sent_at.astimezone(OAK_ZONE).date() for item in all_rows(context, messages) if item.sent_at]
    assert len(days) == len(set(days))
    assert max(sum(0 <= (other - day).days < 7 for other in days) for day in days) <= 3
    assert {item.reason for item in all_rows(context, messages)} >= {"cap"}


def test_two_surgeries_in_one_file_share_the_caps_too(context: Context, clinic: Clinic):
    one = row()
    enroll_rows(context, clinic, one, one | {"external_id": one["external_id"] + "b"})
    walks = [(item.status, item.reason) for item in all_rows(context, messages) if item.step == "walk_1"]
    assert len(all_rows(context, patients)) == 1
    assert sorted(walks) == [("planned", None), ("skipped", "cap")]


def test_two_people_on_one_phone_are_two_patients(context: Context, clinic: Clinic, clock: FixedClock):
    one = row()
    enroll_rows(context, clinic, one, row(phone=one["phone"], phone_belongs_to="caregiver"))
    assert len(all_rows(context, patients)) == 2
    play(context, clock, "03-12 00:00")
    assert sent_steps(context, Channel.SMS) == ["walk_1", "walk_1"]


def test_a_second_surgery_that_withdraws_a_consent_moves_the_first_ones_plan(context: Context, clinic: Clinic):
    one = row()
    enroll_rows(context, clinic, one)
    enroll_rows(context, clinic, one | {"external_id": "later", "surgery_date": "2026-05-05", "sms_consent": "no"})
    texts = {item.status for item in all_rows(context, messages) if item.channel == "sms"}
    assert texts == {"skipped"}


def test_contact_data_corrected_for_one_surgery_hold_for_the_other(context: Context, clinic: Clinic):
    one = row()
    two = one | {"external_id": one["external_id"] + "b", "surgery_date": "2026-05-05"}
    enroll_rows(context, clinic, one, two)
    enroll_rows(context, clinic, one | {"sms_consent": "no"})
    assert {item.status for item in all_rows(context, messages) if item.channel == "sms"} == {"skipped"}


def test_the_same_external_id_in_two_clinics_is_two_enrollments(context: Context, clinic: Clinic):
    elm, item = add_oak(context, slug="elm"), row()
    assert enroll_rows(context, clinic, item) == enroll_rows(context, elm, item) == ("enrolled",)


def test_late_steps_are_missed_and_what_is_still_valid_goes_at_once(
    context: Context, clinic: Clinic, clock: FixedClock
):
    item = row(surgery_date="2026-03-05")  # wound_1 was due on the 9th from 10 to 12 and is good until the 10th
    enroll_rows(context, clinic, item)
    assert standing(context, "walk_1") == ("missed", "enrolled_late")
    run_at(context, clock, "03-09 19:00")
    assert sent_steps(context, Channel.SMS) == ["wound_1"]
    assert message(context, "wound_1").due_at < clock.now()
