"""What was sent and answered reaches a FHIR server that behaves badly: once each, in order, and visible if not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.errors import SetupError
from reminders.core.model.status import Status
from reminders.services.fhir.write_back import Wrote, list_writes, retry_writes, write_back
from reminders.services.replies.reply import receive
from reminders.store.hl7 import writes
from reminders.store.tables import answers, audit, enrollments, messages
from tests.core.fhir.making import ELM, SOURCE, patient
from tests.making import SOMEBODY, all_rows, play
from tests.making import run as play_once
from tests.services.fhir.server import StandIn, running
from tests.services.fhir.test_poll import client
from tests.services.hl7.making import enroll_ana
from tests.telemetry.scrape import scrape

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
ALL = frozenset({"Communication", "QuestionnaireResponse", "Observation"})
PHONE = "+12025550123"


def run(context: Context, clinic: Clinic, base: str, kinds: frozenset[str] = ALL) -> Wrote:
    source = replace(SOURCE, base_url=base, write_back=kinds, loinc={"pain_week1": "72514-3"})
    server = client(base)
    try:
        return write_back(context, clinic, replace(ELM, fhir=source), server)
    finally:
        server.close()


def states(context: Context, clinic: Clinic) -> list[tuple[str, str]]:
    return [(item.kind, item.status) for item in reversed(list_writes(context, clinic, ELM))]


def kinds(server: StandIn) -> list[str]:
    return [item["resourceType"] for item in server.created]


def begin(context: Context, clinic: Clinic, base: str) -> None:
    """Enroll Ana, whom the server knows, and run once: from now on is written."""
    enroll_ana(context, clinic, email="", email_consent="no", record_number="70001")
    run(context, clinic, base)


def test_each_message_and_answer_is_written_once(context: Context, clinic: Clinic, clock: FixedClock):
    server = StandIn()
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-18 12:00")
        receive(context, clinic, Channel.SMS, PHONE, "7")
        assert run(context, clinic, base).problem is None
        sent = [item for item in all_rows(context, messages) if item.sent_at and item.enrollment_id]
        assert kinds(server).count("Communication") == len(sent) > 2
        first = server.created[0]
        assert (first["status"], first["subject"], first["recipient"]) == (
            "completed",
            {"reference": "Patient/p1"},
            [{"reference": "Patient/p1"}],
        )
        assert first["payload"][0]["contentString"]
        assert "basedOn" not in str(server.created)
        assert [item["sent"] for item in server.created if "sent" in item] == sorted(
            item["sent"] for item in server.created if "sent" in item
        )
        before = len(server.created)
        assert run(context, clinic, base).written == 0
        assert len(server.created) == before


def test_an_answer_is_a_response_then_its_score_and_a_correction_is_another(
    context: Context, clinic: Clinic, clock: FixedClock
):
    server = StandIn()
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        clock.set(clock.now() + timedelta(hours=1))
        enrolled = all_rows(context, enrollments)[0].id
        given = {"enrollment_id": enrolled, "anchor": 0, "at": clock.now()}
        with context.db.begin() as tx:
            for step, code, score, score_2 in (
                ("pain_week1", "7", 7, None),
                ("both", "3 6", 3, 6),
                ("walk", "yes", None, None),
            ):
                row = given | {"step": step, "code": code, "score": score, "score_2": score_2}
                tx.conn.execute(answers.insert(), row)
        run(context, clinic, base)
        assert sorted(kinds(server)) == ["Observation"] * 2 + ["QuestionnaireResponse"] * 3
        response, score = server.created[0], next(item for item in server.created if "valueInteger" in item)
        assert (response["item"][0]["answer"], response["source"]) == (
            [{"valueInteger": 7}],
            {"reference": "Patient/p1"},
        )
        assert score["code"]["coding"] == [{"system": "http://loinc.org", "code": "72514-3"}]
        assert score["derivedFrom"] == [{"reference": "QuestionnaireResponse/w1"}]
        assert [part["valueInteger"] for item in server.created for part in item.get("component", [])] == [3, 6]
        later = clock.now() + timedelta(hours=1)
        with context.db.begin() as tx:
            corrected = {"code": "5", "score": 5, "corrected_at": later}
            tx.conn.execute(answers.update().where(answers.c.step == "pain_week1").values(**corrected))
        clock.set(later)
        run(context, clinic, base)
        assert [item["valueInteger"] for item in server.created if "valueInteger" in item] == [7, 5]


def test_a_change_of_mind_within_the_hour_is_written_too(context: Context, clinic: Clinic, clock: FixedClock):
    server = StandIn()
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        asked = next(item for item in all_rows(context, messages) if item.step == "wound_1")
        clock.set(asked.due_at)
        play_once(context)
        for words in ("1", "2", "2"):
            clock.set(clock.now() + timedelta(minutes=10))
            receive(context, clinic, Channel.SMS, PHONE, words)
            assert run(context, clinic, base, frozenset({"QuestionnaireResponse"})).problem is None
    written = [item for item in server.created if item["resourceType"] == "QuestionnaireResponse"]
    assert [item["item"][0]["answer"] for item in written] == [[{"valueString": "fine"}], [{"valueString": "worried"}]]
    assert written[0]["identifier"] != written[1]["identifier"]
    assert written[0]["authored"] < written[1]["authored"]


def test_what_a_caregiver_answers_and_what_staff_enter_is_not_taken_for_the_patients_own_hand(
    context: Context, clinic: Clinic, clock: FixedClock
):
    server = StandIn()
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        clock.set(clock.now() + timedelta(hours=1))
        (enrolled,) = {item.id for item in all_rows(context, enrollments)}
        given = {"enrollment_id": enrolled, "anchor": 0, "at": clock.now(), "code": "7", "score": 7}
        with context.db.begin() as tx:
            tx.conn.execute(answers.insert(), given | {"step": "pain_week1", "party": "caregiver"})
            tx.conn.execute(answers.insert(), given | {"step": "pain_week2", "how": "staff", "entered_at": clock.now()})
        run(context, clinic, base)
        assert kinds(server) == ["QuestionnaireResponse", "QuestionnaireResponse", "Observation"]
        theirs, entered, score = server.created
        assert (theirs["source"], "author" in theirs) == ({"type": "RelatedPerson", "display": "Caregiver"}, False)
        assert (entered["source"], entered["author"]["type"]) == ({"reference": "Patient/p1"}, "Practitioner")
        assert "staff" in score["note"][0]["text"]
        with context.db.begin() as tx:  # staff read it again, and enter another number
            again = {"code": "6", "score": 6, "corrected_at": clock.now() + timedelta(minutes=5)}
            tx.conn.execute(answers.update().where(answers.c.how == "staff").values(**again))
        clock.set(clock.now() + timedelta(minutes=6))
        run(context, clinic, base)
        assert [item["valueInteger"] for item in server.created if "valueInteger" in item] == [7, 6]


def test_a_lost_answer_is_asked_for_and_nothing_is_doubled(context: Context, clinic: Clinic, clock: FixedClock):
    """The server forgets conditions: only asking it by identifier keeps a resource from being there twice."""
    server = StandIn(keeps_condition=False)
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-16 12:00")
        server.post_moods = ["busy", "lost", "gateway", "refuse", "away"]
        for _ in range(8):
            run(context, clinic, base, frozenset({"Communication"}))
            clock.set(clock.now() + timedelta(hours=2))
        names = [item["identifier"][0]["value"] for item in server.created]
        assert len(names) == len(set(names)) == len(states(context, clinic)) > 1
        assert {status for _, status in states(context, clinic)} == {"written"}


def test_what_cannot_be_told_is_not_sent_again_and_a_person_sees_it(
    context: Context, clinic: Clinic, clock: FixedClock
):
    server = StandIn(keeps_condition=False, can_search=False)
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-16 12:00")
        server.post_moods = ["lost"]
        for _ in range(40):
            run(context, clinic, base, frozenset({"Communication"}))
            clock.set(clock.now() + timedelta(hours=2))
        assert states(context, clinic)[0] == ("Communication", "failed")
        assert {status for _, status in states(context, clinic)[1:]} == {"written"}
        names = [item["identifier"][0]["value"] for item in server.created]
        assert len(names) == len(set(names))
        (failed,) = list_writes(context, clinic, ELM, "failed")
        assert "look there before you try again" in str(failed.problem)
        server.can_search = True
        assert retry_writes(context, clinic, ELM, actor=SOMEBODY) == 1
        run(context, clinic, base, frozenset({"Communication"}))
        assert {status for _, status in states(context, clinic)} == {"written"}
    assert [item.action for item in all_rows(context, audit)].count("tried writing to a FHIR server again") == 1


def test_a_patient_whom_the_server_does_not_know_yet_holds_up_no_other(
    context: Context, clinic: Clinic, clock: FixedClock
):
    server = StandIn()
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-13 23:00")
        assert "no patient of this record number" in str(run(context, clinic, base).problem)
        server.put(patient())
        clock.set(clock.now() + timedelta(hours=1))
        assert run(context, clinic, base).problem is None
        assert {status for _, status in states(context, clinic)} == {"written"}


def test_two_workers_at_once_and_a_killed_one_double_nothing(context: Context, clinic: Clinic, clock: FixedClock):
    server = StandIn(keeps_condition=False)
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-16 12:00")
        run_begun(context, clinic)
        with context.db.begin() as tx:  # a worker that ends here, with its request on the way
            claimed = writes.claim_next(tx, clinic.id, "riverside", clock.now())
        assert claimed is not None
        assert run(context, clinic, base, frozenset({"Communication"})).written == 0, "it may still be at it"
        clock.set(clock.now() + writes.CLAIMED_FOR + timedelta(seconds=1))
        run(context, clinic, base, frozenset({"Communication"}))
        names = [item["identifier"][0]["value"] for item in server.created]
        assert len(names) == len(set(names)) == len(states(context, clinic))


def run_begun(context: Context, clinic: Clinic) -> None:
    with context.db.begin() as tx:
        since = context.clock.now() - timedelta(days=20)
        writes.note_new(tx, clinic.id, "riverside", ALL, since, context.clock.now())


def test_a_message_that_did_not_arrive_is_not_done(context: Context, clinic: Clinic, clock: FixedClock):
    server = StandIn()
    server.put(patient())
    with running(server) as base:
        begin(context, clinic, base)
        play(context, clock, "03-13 23:00")
        run(context, clinic, base)
        before = len(server.created)
        sent = next(item for item in all_rows(context, messages) if item.sent_at and item.enrollment_id)
        with context.db.begin() as tx:
            undelivered = {"status": Status.UNDELIVERED.value, "reason": "phone off", "changed_at": clock.now()}
            tx.conn.execute(messages.update().where(messages.c.id == sent.id).values(**undelivered))
        run(context, clinic, base)
        (late,) = server.created[before:]
        assert (late["status"], late["statusReason"]) == ("not-done", {"text": "phone off"})


def test_monitoring_sees_what_waits_for_a_server_and_what_was_given_up(
    context: Context, clinic: Clinic, clock: FixedClock
):
    server = StandIn()
    names = ("waiting", "write_lag_seconds", "failed_24h")

    def numbers(watched: Context) -> list[float]:
        seen = scrape(watched)
        return [seen.number(f"fhir_{name}" if "lag" in name else f"fhir_writes_{name}") for name in names]

    with running(server) as base:
        source = replace(SOURCE, base_url=base, write_back=ALL)
        written_to = replace(
            context, partner_names=lambda: ("riverside",), find_partner=lambda *_: replace(ELM, fhir=source)
        )
        begin(context, clinic, base)
        assert numbers(written_to) == [0, 0, 0]
        play(context, clock, "03-11 23:00")
        run(context, clinic, base)
        sent = [item.sent_at for item in all_rows(context, messages) if item.sent_at and item.enrollment_id]
        assert numbers(written_to) == [len(sent), (clock.now() - min(sent)).total_seconds(), 0]
        assert numbers(context) == numbers(written_to), "without partner files all that waits counts"
        off = replace(context, partner_names=lambda: ("riverside",), find_partner=lambda *_: ELM)
        assert numbers(off) == [0, 0, 0], "nothing is written to it any more, so nothing is stuck"
        for _ in range(80):
            clock.set(clock.now() + timedelta(hours=1))
            run(context, clinic, base, frozenset({"Communication"}))
        assert numbers(written_to) == [0, 0, len(sent)]
        clock.set(clock.now() + timedelta(days=1))
        assert numbers(written_to) == [0, 0, 0], "an alert that never ends is one that people stop reading"
        server.put(patient())
        assert retry_writes(context, clinic, ELM, actor=SOMEBODY) == len(sent)
        assert numbers(written_to)[0] == len(sent)
        run(context, clinic, base, frozenset({"Communication"}))
        assert numbers(written_to) == [0, 0, 0]


def test_a_partner_file_that_cannot_be_read_hides_nothing_that_waits(
    context: Context, clinic: Clinic, clock: FixedClock
):
    def broken(*_: object) -> Partner:
        raise SetupError("the file cannot be read")

    with running(StandIn()) as base:
        begin(context, clinic, base)
        play(context, clock, "03-11 23:00")
        run(context, clinic, base)
    watched = replace(context, partner_names=lambda: ("riverside",), find_partner=broken)
    assert scrape(watched).number("fhir_writes_waiting") > 0
