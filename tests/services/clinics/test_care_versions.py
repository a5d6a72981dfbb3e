"""A clinic's own care plans and words: two people, all or nothing, and every text says where it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.core.model.actor import Actor
from reminders.core.model.errors import UseError
from reminders.core.wording.care_versions import CareKind, Signature
from reminders.services.care_book import CareBook
from reminders.services.clinics.care.starts import back_to_shipped, begin_due, cancel_start
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.clinics.care_versions import approve, give_back, list_versions, roll_back
from reminders.services.clinics.check_care import CareContentError
from reminders.services.records.list_messages import list_messages
from reminders.services.wording.live_care import at_clinic
from reminders.store.tables import audit, care_versions
from tests.making import add_oak, all_rows, change_clinic_to, enroll_rows, outbox, play, row
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ADA, BEN = Actor.command_line("ada"), Actor.command_line("ben")
PLAN, WORDS = "pathways/microdiscectomy.yaml", "templates/messages/walk/en/sms.txt"


def edited(context: Context, clinic: Clinic, **changes: tuple[str, str]) -> dict[str, str]:
    """Return what is live at a clinic with some words replaced, in the plan and in the first walk's text."""
    files = export_care(at_clinic(context, clinic))
    for name, (old, new) in changes.items():
        path = {"plan": PLAN, "words": WORDS}[name]
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)
    return files


def texts(context: Context) -> list[str]:
    return [item.content.text for item in outbox(context).sent]


def put_live(context: Context, clinic: Clinic, **changes: tuple[str, str]) -> None:
    import_care(context, clinic, edited(context, clinic, **changes), actor=ADA, approver=Signature(name="Dr. Bee"))


def test_what_was_exported_comes_back_byte_for_byte_and_only_what_differs_is_a_new_version(
    context: Context, clinic: Clinic
):
    shipped = export_care(context)
    assert import_care(context, clinic, shipped, actor=ADA, approver=None).versions == []
    put_live(context, clinic, plan=("day: 1\n", "day: 2\n"), words=("Rest in between", "Take a rest in between"))
    own = export_care(at_clinic(context, clinic))
    assert {path for path in own if own[path] != shipped[path]} == {PLAN, WORDS}
    assert import_care(context, clinic, own, actor=ADA, approver=None).versions == []
    assert [(one.version.name, one.state.value) for one in list_versions(context, clinic)] == [
        ("microdiscectomy", "live"),
        ("walk", "live"),
    ]


def test_a_text_names_the_versions_it_came_from_and_who_approved_them(
    context: Context, clinic: Clinic, clock: FixedClock
):
    put_live(context, clinic, words=("Rest in between", "Take a rest in between"))
    enroll_rows(context, clinic, row(external_id="A"))
    put_live(context, clinic, plan=("day: 1\n", "day: 2\n"))  # who is enrolled keeps the plan
    play(context, clock, "03-12 00:00")
    assert "Take a rest in between" in texts(context)[0]
    sent = next(line for line in list_messages(context) if line.step == "walk_1" and line.channel == "sms")
    shipped = next(one for one in context.catalog.pathways if one.id == "microdiscectomy")
    assert (sent.plan_version, sent.wording_version, sent.approved_by) == (shipped.version, 2, "Dr. Bee")


def test_a_text_in_a_language_without_a_review_says_so(context: Context, clinic: Clinic, clock: FixedClock):
    put_live(context, clinic, words=("Rest in between", "Take a rest in between"))
    enroll_rows(context, clinic, row(external_id="A", language="es"))
    play(context, clock, "03-12 00:00")
    sent = next(line for line in list_messages(context) if line.step == "walk_1" and line.channel == "sms")
    assert sent.approved_by == "Dr. Bee (es not reviewed)"


def test_two_people_bring_a_version_live_and_the_old_one_can_come_back(context: Context, clinic: Clinic):
    files = edited(context, clinic, words=("Rest in between", "Take a rest in between"))
    (proposed,) = import_care(context, clinic, files, actor=ADA, approver=None).versions
    assert export_care(at_clinic(context, clinic)) == export_care(context)
    with pytest.raises(UseError, match="another person"):
        approve(context, clinic, proposed.id, actor=ADA)
    approve(context, clinic, proposed.id, actor=BEN)
    assert export_care(at_clinic(context, clinic)) == files
    with pytest.raises(UseError, match="not in review"):
        approve(context, clinic, proposed.id, actor=BEN)
    put_live(context, clinic, words=("Take a rest in between", "Rest often"))
    again = roll_back(context, clinic, proposed.id, actor=BEN)
    assert (again.number, export_care(at_clinic(context, clinic))) == (proposed.number + 2, files)


def test_a_clinic_of_one_approves_alone_and_the_record_says_so(context: Context, clinic: Clinic, clock: FixedClock):
    clinic = change_clinic_to(context, clinic, one_person=True)
    files = edited(context, clinic, words=("Rest in between", "Take a rest in between"))
    (proposed,) = import_care(context, clinic, files, actor=ADA, approver=None).versions
    approve(context, clinic, proposed.id, actor=ADA)
    enroll_rows(context, clinic, row(external_id="A"))
    play(context, clock, "03-12 00:00")
    sent = next(line for line in list_messages(context) if line.step == "walk_1" and line.channel == "sms")
    assert sent.approved_by == "one-person practice: ada"


def test_a_tab_that_still_shows_a_practice_of_one_approves_nothing(context: Context, clinic: Clinic):
    alone = change_clinic_to(context, clinic, one_person=True)
    files = edited(context, clinic, words=("Rest in between", "Take a rest in between"))
    (proposed,) = import_care(context, alone, files, actor=ADA, approver=None).versions
    change_clinic_to(context, alone, one_person=False)
    with pytest.raises(UseError, match="another person"):
        approve(context, alone, proposed.id, actor=ADA)
    assert export_care(at_clinic(context, clinic)) == export_care(context)


def test_an_import_that_no_second_person_approved_says_so(context: Context, clinic: Clinic):
    files = edited(context, clinic, words=("Rest in between", "Take a rest in between"))
    import_care(context, clinic, files, actor=ADA, approver=Signature.of(ADA))
    assert list_versions(context, clinic)[0].approver == "ada (no second person)"


def test_a_returned_version_is_not_live_and_a_later_time_is_waited_for(
    context: Context, clinic: Clinic, clock: FixedClock
):
    files = edited(context, clinic, words=("Rest in between", "Take a rest in between"))
    (proposed,) = import_care(context, clinic, files, actor=ADA, approver=None).versions
    with pytest.raises(UseError, match="write a note"):
        give_back(context, clinic, proposed.id, " ", actor=BEN)
    give_back(context, clinic, proposed.id, "Say how long.", actor=BEN)
    (again,) = import_care(context, clinic, files, actor=ADA, approver=None).versions
    for wrong in (timedelta(), timedelta(days=400)):
        with pytest.raises(UseError, match="choose a time"):
            approve(context, clinic, again.id, actor=BEN, live_at=clock.now() + wrong)
    start = clock.now() + timedelta(hours=1)
    approve(context, clinic, again.id, actor=BEN, live_at=start)
    cancel_start(context, clinic, again.id, actor=BEN)
    assert [one.state.value for one in list_versions(context, clinic)] == ["in_review", "returned"]
    approve(context, clinic, again.id, actor=BEN, live_at=start)
    assert [one.state.value for one in list_versions(context, clinic)] == ["scheduled", "returned"]
    assert (export_care(at_clinic(context, clinic)), begin_due(context)) == (export_care(context), 0)
    other = edited(context, clinic, words=("Rest in between", "Rest often"))
    with pytest.raises(UseError, match="set to go live later"):
        import_care(context, clinic, other, actor=ADA, approver=Signature(name="Dr. Bee"))
    clock.set(start)
    assert export_care(at_clinic(context, clinic)) == files
    assert (begin_due(context), begin_due(context)) == (1, 0)
    with pytest.raises(UseError, match="not waiting to go live"):
        cancel_start(context, clinic, again.id, actor=BEN)
    assert [one.action for one in all_rows(context, audit)][-4:] == [
        "care plan or wording approved",
        "start of a care plan or wording canceled",
        "care plan or wording approved",
        "care plan or wording went live at its time",
    ]


def test_words_are_checked_beside_a_plan_that_goes_live_later(context: Context, clinic: Clinic, clock: FixedClock):
    """A plan that asks with other answers waits; words without them are refused though they would do until then."""
    files = edited(context, clinic, plan=("{1: fine, 2: worried}", "{1: fine, 2: worried, 3: unsure}"))
    plan = files[PLAN]
    answers = {path: text for path, text in files.items() if "/wound_check/" in path}
    spoken = {path: text.replace('"worried"', '"unsure": "unsure", "worried"') for path, text in answers.items()}
    import_care(context, clinic, spoken, actor=ADA, approver=Signature(name="Dr. Bee"))
    (proposed,) = import_care(context, clinic, {PLAN: plan}, actor=ADA, approver=None).versions
    approve(context, clinic, proposed.id, actor=BEN, live_at=clock.now() + timedelta(hours=1))
    before = export_care(at_clinic(context, clinic))
    with pytest.raises(CareContentError, match="unsure"):
        import_care(context, clinic, answers, actor=ADA, approver=Signature(name="Dr. Bee"))
    assert export_care(at_clinic(context, clinic)) == before


def test_a_clinic_goes_back_to_what_ships(context: Context, clinic: Clinic):
    put_live(context, clinic, plan=("day: 1\n", "day: 2\n"), words=("Rest in between", "Rest often"))
    for one in list_versions(context, clinic):
        again = back_to_shipped(context, clinic, one.version.id, actor=BEN)
        assert (again.number, again.approver) == (one.version.number + 1, Signature(name="shipped version"))
        with pytest.raises(UseError, match="not live any more"):
            back_to_shipped(context, clinic, one.version.id, actor=BEN)
    assert export_care(at_clinic(context, clinic)) == export_care(context)


def test_who_is_enrolled_keeps_the_plan_and_a_new_enrollment_gets_the_live_one(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    put_live(context, clinic, plan=("day: 1\n", "day: 2\n"))
    enroll_rows(context, clinic, row(external_id="B"))
    days = {
        line.external_id: line.plan_version
        for line in list_messages(context)
        if line.step == "walk_1" and line.channel == "sms"
    }
    assert days["B"] == (days["A"] or 0) + 1


def test_one_clinics_versions_are_not_anothers(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm", name="Elm Clinic", sms_sender="+13125550111")
    put_live(context, clinic, words=("Rest in between", "Take a rest in between"))
    assert at_clinic(context, elm) is context
    assert list_versions(context, elm) == []


@each_row(
    ("path", "text", "why"),
    [
        (WORDS, "{{ 7 * 7 }}", "may only fill in"),
        (WORDS, "{{ clinic.name }}: hi\x00 {{ clinic.phone }}", "invisible character U+0000"),
        (WORDS, "x" * 100_000, "longer than 20,000"),
        (WORDS, "{{ clinic.name }}: Hi {{ patient.nickname }}.", "no variable"),
        (WORDS, "{{ clinic.name }}: take 3 oxycodone. Call {{ clinic.phone }}.", "forbidden words"),
        ("templates/messages/walk/en/email_subject.txt", "Hello\nBcc: all@x.example", "one line"),
        ("templates/messages/walk/en/email.html", "<script>alert(1)</script>", "walk"),
        ("templates/messages/walk/en/run.py", "print(1)", "not a file of a message"),
        ("templates/messages/walk/../sms.txt", "x", "not a"),
        ("templates/replies/emergency/en/sms.txt", "x", "not a place"),
        (PLAN, "id: [", "microdiscectomy.yaml"),
        (PLAN, "id: other\nversion: 1\ntitle: {en: X}\nsteps: []\n", "microdiscectomy.yaml"),
        (PLAN, "a" * 300_000, "larger than 256 kB"),
    ],
)
def test_what_breaks_a_rule_is_refused_in_words_and_nothing_is_half_live(
    context: Context, clinic: Clinic, path: str, text: str, why: str
):
    files = edited(context, clinic, plan=("day: 1\n", "day: 2\n")) | {path: text}
    with pytest.raises(CareContentError) as refused:
        import_care(context, clinic, files, actor=ADA, approver=Signature(name="Dr. Bee"))
    assert any(why in problem for problem in refused.value.problems), refused.value.problems
    assert list_versions(context, clinic) == []


def test_a_plan_that_names_words_that_do_not_exist_is_refused(context: Context, clinic: Clinic):
    with pytest.raises(CareContentError, match="no words named 'walks'"):
        put_live(context, clinic, plan=("template: walk\n", "template: walks\n"))
    assert all(one.version.kind is not CareKind.PLAN for one in list_versions(context, clinic))


def test_a_plan_that_no_longer_reads_stops_no_message(context: Context, clinic: Clinic, clock: FixedClock):
    put_live(context, clinic, plan=("day: 1\n", "day: 2\n"), words=("Rest in between", "Take a rest in between"))
    enroll_rows(context, clinic, row(external_id="A"))
    with context.db.begin() as tx:
        tx.conn.execute(update(care_versions).where(care_versions.c.kind == "plan").values(content="id: ["))
    play(replace(context, care=CareBook()), clock, "03-13 00:00")
    assert any("Take a rest in between" in text for text in texts(context))
