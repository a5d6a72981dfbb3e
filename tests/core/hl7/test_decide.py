"""What follows from a message, given what the clinic knows: one row per case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reminders.core.hl7.answer import Acknowledgment, acknowledgment_for, answer
from reminders.core.hl7.decide import decide
from reminders.core.hl7.known import Known, KnownSurgery, Match
from reminders.core.hl7.message import FieldPath, MessageError, parse
from reminders.core.hl7.outcomes import Decision, Outcome, State
from reminders.core.model.enrollment import EnrollmentState
from tests.core.hl7.making import ANA, RIVERSIDE, booking, content, header, stay
from tests.tables import each_row

TODAY = date(2026, 3, 9)
NOBODY = Known(TODAY)
CONSENTED = Known(TODAY, match=Match.ONE, has_consent=True)
UNSURE = Known(TODAY, match=Match.UNSURE)


def surgery(day: str = "2026-03-10", state: str = "active", reason: str | None = None, **more: Any) -> KnownSurgery:
    return KnownSurgery("e1", "microdiscectomy", date.fromisoformat(day), EnrollmentState(state), reason, **more)


def enrolled(day: str = "2026-03-10", state: str = "active", reason: str | None = None, **more: Any) -> Known:
    """A patient of whom this surgery is enrolled under the message's case id."""
    known = surgery(day, state, reason, **more)
    return Known(TODAY, match=Match.ONE, has_consent=True, surgery=known, surgeries=(known,))


def what(text: str, known: Known) -> Decision:
    return decide(content(text), RIVERSIDE, known)


OTHER_PLAN = booking("SIU^S14", code="63047")
DEAD = stay("ADT^A08", person="PID|1||70001^^^R^MR||RIVERA^ANA||19610412" + "|" * 23 + "Y")
MERGE = stay("ADT^A40") + "\rMRG|6^^^R^MR"
FEB = stay("ADT^A03", "20260209", "20260211")


@each_row(
    ("text", "known", "outcome"),
    [
        # Booked: new to the clinic
        (booking(), NOBODY, Outcome.ASK_CONSENT),
        (booking(), Known(TODAY, match=Match.ONE), Outcome.ASK_CONSENT),
        (booking(), CONSENTED, Outcome.ENROLLED),
        (booking("SIU^S13"), NOBODY, Outcome.ASK_CONSENT),
        (booking(), UNSURE, Outcome.POSSIBLE_MATCH),
        (booking(), replace(CONSENTED, match=Match.UNSURE), Outcome.POSSIBLE_MATCH),
        (booking(), replace(CONSENTED, is_conflict=True), Outcome.POSSIBLE_MATCH),
        (booking(code="99999"), CONSENTED, Outcome.UNMAPPED),
        (booking(code=""), CONSENTED, Outcome.UNMAPPED),
        (booking(code="63030 63047"), CONSENTED, Outcome.SEVERAL_PLANS),
        (booking(code="63030 99999"), CONSENTED, Outcome.ENROLLED),
        (booking(code="63030 27447"), CONSENTED, Outcome.ENROLLED),
        (booking(code="27447"), CONSENTED, Outcome.OTHER_PROCEDURE),
        (booking(code="27447 99999"), CONSENTED, Outcome.UNMAPPED),
        (booking(day="20250101"), CONSENTED, Outcome.PAST),
        (booking().replace("SURGERY", "CONSULT"), CONSENTED, Outcome.RULE),
        (booking(person=ANA + "|" * 15 + "Y"), enrolled(), Outcome.DIED),
        (booking(person=ANA + "|" * 15 + "Y"), NOBODY, Outcome.DECEASED),
        # Booked: enrolled
        (booking("SIU^S13", day="20260312"), enrolled(), Outcome.RESCHEDULED),
        (booking(), enrolled(), Outcome.CORRECTED),
        (booking("SIU^S14", code="99999"), enrolled(), Outcome.CORRECTED),
        (OTHER_PLAN, enrolled(), Outcome.CORRECTED),
        (booking("SIU^S13"), enrolled(state="paused"), Outcome.CORRECTED),
        (booking("SIU^S13", day="20260312"), enrolled(state="paused"), Outcome.RESCHEDULED),
        (booking("SIU^S13"), enrolled(state="cancelled", reason="other"), Outcome.CANCELLED_BY_STAFF),
        (booking(), enrolled(state="cancelled", cancelled_by_partner=True), Outcome.RESCHEDULED),
        (booking("SIU^S13"), enrolled(state="cancelled", reason="died", cancelled_by_partner=True), Outcome.CLOSED),
        (booking("SIU^S13"), enrolled(state="cancelled", reason="asked_to_stop"), Outcome.CLOSED),
        # Cancelled
        (booking("SIU^S15"), enrolled(), Outcome.CANCELLED),
        (booking("SIU^S17"), enrolled(state="paused"), Outcome.CANCELLED),
        (booking("SIU^S26", code="99999"), enrolled(), Outcome.CANCELLED),
        (booking("SIU^S15"), enrolled(state="cancelled"), Outcome.NO_CHANGE),
        (booking("SIU^S15"), NOBODY, Outcome.UNKNOWN_SURGERY),
        # A stay
        (stay("ADT^A01", "20260310"), enrolled(), Outcome.SAME_STAY),
        (stay("ADT^A01", "20260309"), enrolled(), Outcome.SAME_STAY),
        (stay("ADT^A01", "20260315"), enrolled(), Outcome.PAUSED),
        (stay("ADT^A01", "20260315", visit_class="E"), enrolled(), Outcome.PAUSED),
        (stay("ADT^A01", "20260315", visit_class="O"), enrolled(), Outcome.NO_STAY),
        (stay("ADT^A04", "20260315", visit_class="E"), enrolled(), Outcome.PAUSED),
        (stay("ADT^A04", "20260315", visit_class="O"), enrolled(), Outcome.NO_STAY),
        (stay("ADT^A04", "20260315", visit_class="I"), enrolled(), Outcome.NO_STAY),
        (stay("ADT^A01", "20260315"), enrolled(state="paused"), Outcome.NO_CHANGE),
        (stay("ADT^A01", "20260315"), enrolled(state="cancelled"), Outcome.SAME_STAY),
        (stay("ADT^A01", "20260801"), enrolled(), Outcome.SAME_STAY),
        (stay("ADT^A01", "20260315"), NOBODY, Outcome.UNKNOWN_PATIENT),
        (stay("ADT^A01", "20260315"), replace(enrolled(), match=Match.UNSURE), Outcome.POSSIBLE_MATCH),
        (stay("ADT^A01", "20260315"), UNSURE, Outcome.UNKNOWN_PATIENT),
        (stay("ADT^A03", "20260310", "20260312"), enrolled(), Outcome.DISCHARGED),
        (stay("ADT^A03", "20260309", "20260310"), enrolled(), Outcome.DISCHARGED),
        (stay("ADT^A03", "20260314", "20260315"), enrolled(), Outcome.NO_STAY),
        (FEB, enrolled(), Outcome.NO_STAY),
        (stay("ADT^A03", "20260310", "20260312"), enrolled(state="cancelled"), Outcome.NO_STAY),
        # A person
        (stay("ADT^A08"), enrolled(), Outcome.CORRECTED),
        (stay("ADT^A31"), NOBODY, Outcome.UNKNOWN_PATIENT),
        (DEAD, enrolled(), Outcome.DIED),
        (DEAD, enrolled(state="paused"), Outcome.DIED),
        (DEAD, enrolled(state="cancelled"), Outcome.NO_CHANGE),
        (DEAD, NOBODY, Outcome.UNKNOWN_PATIENT),
        (DEAD, replace(enrolled(), match=Match.UNSURE), Outcome.POSSIBLE_MATCH),
        # A merge
        (MERGE, NOBODY, Outcome.UNKNOWN_PATIENT),
        (MERGE, replace(enrolled(), merged=Match.ONE), Outcome.MERGED),
        (MERGE, replace(NOBODY, merged=Match.ONE), Outcome.MERGED),
        (MERGE, replace(enrolled(), merged=Match.UNSURE), Outcome.POSSIBLE_MATCH),
        (MERGE, replace(UNSURE, merged=Match.ONE), Outcome.POSSIBLE_MATCH),
        # What is not followed
        (booking("ORM^O01"), enrolled(), Outcome.NOT_FOLLOWED),
        (booking("ADT^A02"), enrolled(), Outcome.NOT_FOLLOWED),
    ],
)
def test_what_follows(text: str, known: Known, outcome: Outcome):
    assert what(text, known).outcome is outcome


SENT = content(booking()).header.sent_at


@each_row(
    ("kind", "seconds", "outcome"),
    [
        ("SIU^S13", 1, Outcome.OLDER),
        ("SIU^S15", 1, Outcome.OLDER),
        ("SIU^S13", 0, Outcome.RESCHEDULED),
        ("SIU^S13", -60, Outcome.RESCHEDULED),
        ("ORM^O01", 60, Outcome.NOT_FOLLOWED),
    ],
)
def test_a_message_older_than_the_newest_applied_is_not_applied(kind: str, seconds: int, outcome: Outcome):
    assert SENT is not None
    known = replace(enrolled("2026-04-01"), last_applied=SENT + timedelta(seconds=seconds))
    assert what(booking(kind), known).outcome is outcome


def test_unmapped_codes_are_ignored_where_the_partner_file_says_so():
    partner = replace(RIVERSIDE, ignores_unmapped=True)
    assert decide(content(booking(code="99999")), partner, CONSENTED).outcome is Outcome.OTHER_PROCEDURE
    assert decide(content(booking(code="")), partner, CONSENTED).outcome is Outcome.UNMAPPED


def test_a_decision_names_the_codes_and_the_surgeries():
    assert what(booking(code="99999 88888"), NOBODY).term == "99999, 88888"
    assert what(booking("SIU^S15"), enrolled()).enrollment_ids == ("e1",)
    assert what(booking(), enrolled(state="cancelled", cancelled_by_partner=True)).reopens


def test_each_state_has_its_answer():
    assert {outcome.state: acknowledgment_for(outcome) for outcome in Outcome if outcome.state is not State.ERROR} == {
        State.APPLIED: Acknowledgment.ACCEPT,
        State.IGNORED: Acknowledgment.ACCEPT,
        State.WORK_LIST: Acknowledgment.ACCEPT,
    }
    assert acknowledgment_for(Outcome.MALFORMED) is Acknowledgment.REJECT
    assert acknowledgment_for(Outcome.FAILED) is Acknowledgment.ERROR


AT = datetime(2026, 3, 9, 19, tzinfo=UTC)
WRONG = MessageError("missing", "PID-3", "the patient's record number is missing")


@each_row(
    ("raw", "code", "error", "segments"),
    [
        (
            header("SIU^S12", "A1"),
            "AA",
            None,
            ["MSH|^~\\&|REMINDERS|OAK|EPIC|RIV|20260309190000+0000||ACK^S12^ACK|9|P|2.5.1", "MSA|AA|A1"],
        ),
        (
            header("SIU^S12", "A1"),
            "AR",
            WRONG,
            [
                "MSH|^~\\&|REMINDERS|OAK|EPIC|RIV|20260309190000+0000||ACK^S12^ACK|9|P|2.5.1",
                "MSA|AR|A1",
                "ERR||PID^1^3|101^Required field missing^HL70357|E|||PID-3: the patient's record number is missing",
            ],
        ),
        (
            header("SIU^S12", "A1").replace("2.5.1", "2.3"),
            "AR",
            WRONG,
            [
                "MSH|^~\\&|REMINDERS|OAK|EPIC|RIV|20260309190000+0000||ACK^S12^ACK|9|P|2.3",
                "MSA|AR|A1|PID-3: the patient's record number is missing",
                "ERR|PID^1^3^101&Required field missing&HL70357",
            ],
        ),
        ("nothing", "AR", None, ["MSH|^~\\&|REMINDERS||||20260309190000+0000||ACK|9|P|2.5.1", "MSA|AR|"]),
        (
            header("SIU^S12", "A\\T\\1"),
            "AE",
            None,
            ["MSH|^~\\&|REMINDERS|OAK|EPIC|RIV|20260309190000+0000||ACK^S12^ACK|9|P|2.5.1", "MSA|AE|A\\T\\1"],
        ),
    ],
)
def test_an_answer_names_the_message_and_repeats_nothing_of_the_patient(
    raw: str, code: str, error: MessageError | None, segments: list[str]
):
    text = answer(raw.encode(), Acknowledgment(code), AT, "9", error).decode()
    assert text.rstrip("\r").split("\r") == segments
    assert parse(text).value(FieldPath.parse("MSA-1")) == code
