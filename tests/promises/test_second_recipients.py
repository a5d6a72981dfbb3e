"""Broken promises to a caregiver, and about steps that go out on both channels, are caught in the tiny world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.promises.checker import check
from tests.promises.tiny import CLEAN, END, PATHWAY, ROW, START, Message, event, line, unsent
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAN = (
    PATHWAY
    + """
  - key: helper
    day: 7
    between: ["10:00", "12:00"]
    valid_for: 1d
    channels: [sms, email]
    template: wound
    to: caregiver
    ask: {answers: {1: fine, 2: worried}, again_after: 1d}
  - {key: twofold, day: 30, between: ["10:00", "12:00"], valid_for: 1d, channels: both, template: walk}
  - {key: all_of_us, day: 40, between: ["10:00", "12:00"], valid_for: 1d, channels: both, template: walk, to: both}
"""
)
FAMILY = ROW | {
    "given_name": "José",
    "caregiver_name": "Inés",
    "caregiver_phone": "+14155550123",
    "caregiver_language": "es",
    "caregiver_sms_consent": "yes",
}


def to_caregiver(step: str, due: str, **more: Any) -> Message:
    body = f"{step} on {due}: how is Jose? Reply STOP to end."
    return line(step, due, recipient="caregiver", language="es", body=body) | more


def by_email(message: Message) -> Message:
    return message | {"channel": "email"}


HELPER, HELPER_AGAIN = to_caregiver("helper", "03-16T15:00"), to_caregiver("helper_again", "03-17T15:00")
TWOFOLD, OF_ALL = line("twofold", "04-08T14:30"), line("all_of_us", "04-18T14:30")
PATIENTS = [*CLEAN, TWOFOLD, by_email(TWOFOLD), OF_ALL, by_email(OF_ALL)]
CAREGIVERS = [HELPER, HELPER_AGAIN, to_caregiver("all_of_us", "04-18T14:30")]
STOPPED = event("03-17T02:00", "reply", body="ALTO") | {"from": "caregiver"}
ANSWERED = event("03-16T16:00", "reply", body="1") | {"from": "caregiver"}
OPTED_OUT = [
    unsent("helper_again", "03-17T15:00", "skipped", "opted_out", recipient="caregiver"),
    unsent("all_of_us", "04-18T14:30", "skipped", "opted_out", recipient="caregiver"),
]
NOT_AGAIN = unsent("helper_again", "03-17T15:00", "skipped", "answered", recipient="caregiver")
BY_EMAIL_FROM_APRIL = [
    *CLEAN,
    unsent("twofold", "04-08T14:30", "skipped", "opted_out"),
    by_email(TWOFOLD),
    unsent("all_of_us", "04-18T14:30", "skipped", "opted_out"),
    by_email(OF_ALL),
]
FINE: dict[str, tuple[Sequence[Message], Sequence[dict[str, Any]]]] = {
    "both told, each by their own phone": ([*PATIENTS, *CAREGIVERS], []),
    "the caregiver stopped, and the patient goes on": ([*PATIENTS, HELPER, *OPTED_OUT], [STOPPED]),
    "the caregiver answered": ([*PATIENTS, HELPER, NOT_AGAIN, CAREGIVERS[-1]], [ANSWERED]),
    "the patient stopped texts, and the caregiver goes on": (
        [*BY_EMAIL_FROM_APRIL, *CAREGIVERS],
        [event("04-02T02:00", "reply", body="STOP")],
    ),
}
BROKEN: dict[str, tuple[str, Sequence[Message], Sequence[dict[str, Any]]]] = {
    "the caregiver's STOP ignored": (
        "helper_again sms accepted): sent after the patient stopped",
        [*PATIENTS, *CAREGIVERS],
        [STOPPED],
    ),
    "the patient's STOP taken for the caregiver's": (
        "lost, could go from",
        [*BY_EMAIL_FROM_APRIL, HELPER, *OPTED_OUT],
        [event("04-02T02:00", "reply", body="STOP")],
    ),
    "the caregiver's STOP taken for the patient's": (
        "twofold sms skipped): lost",
        [*BY_EMAIL_FROM_APRIL, HELPER, *OPTED_OUT],
        [STOPPED],
    ),
    "asked once more after the caregiver's answer": ("conditions do not hold", [*PATIENTS, *CAREGIVERS], [ANSWERED]),
    "not asked once more after the patient's digit": (
        "lost",
        [*PATIENTS, HELPER, NOT_AGAIN, CAREGIVERS[-1]],
        [event("03-16T16:00", "reply", body="1")],
    ),
    "in the patient's language": (
        "the patient reads es",
        [*PATIENTS, HELPER | {"language": "en"}, *CAREGIVERS[1:]],
        [],
    ),
    "without the patient's name": (
        "does not say whom it is about",
        [*PATIENTS, HELPER | {"body": "Hi Ines. Reply STOP to end."}, *CAREGIVERS[1:]],
        [],
    ),
    "the patient's own step": ("not a step of", [*PATIENTS, *CAREGIVERS, to_caregiver("walk_1", "03-10T14:30")], []),
    "the caregiver's step, to the patient": (
        "not a step of",
        [*PATIENTS, *CAREGIVERS, line("helper", "03-16T15:00")],
        [],
    ),
    "the caregiver forgotten": ("A caregiver all_of_us: no line", [*PATIENTS, *CAREGIVERS[:2]], []),
    "by email to the caregiver": ("without consent", [*PATIENTS, by_email(HELPER), *CAREGIVERS[1:]], []),
    "the first text without the opt-in line": (
        "opt-in line",
        [*PATIENTS, HELPER | {"body": "helper: how is Jose?"}, *CAREGIVERS[1:]],
        [],
    ),
    "twice on one channel": ("sent twice", [*PATIENTS, line("twofold", "04-08T14:31"), *CAREGIVERS], []),
    "twice by email": ("sent twice", [*PATIENTS, by_email(line("twofold", "04-08T14:31")), *CAREGIVERS], []),
    "twice to the caregiver": (
        "sent twice",
        [*PATIENTS, *CAREGIVERS, to_caregiver("all_of_us", "04-18T14:31")],
        [],
    ),
    "the email instead of the text": (
        "twofold: no line says what became of it by sms",
        [*CLEAN, by_email(TWOFOLD), OF_ALL, by_email(OF_ALL), *CAREGIVERS],
        [],
    ),
    "the text, and for that no email": (
        "twofold email skipped): lost",
        [*CLEAN, TWOFOLD, by_email(unsent("twofold", "04-08T14:30", "skipped", "sent")), *PATIENTS[-2:], *CAREGIVERS],
        [],
    ),
}


@each_row("name", FINE)
def test_a_family_that_is_told_as_promised_is_left_alone(name: str) -> None:
    messages, events = FINE[name]
    assert check([PLAN], [FAMILY], events, messages, start=START, end=END) == []


@each_row("name", BROKEN)
def test_a_broken_promise_to_either_of_them_is_seen(name: str) -> None:
    words, messages, events = BROKEN[name]
    found = check([PLAN], [FAMILY], events, messages, start=START, end=END)
    assert any(words in violation for violation in found), found


def test_without_a_consent_of_their_own_a_caregiver_gets_nothing() -> None:
    row = FAMILY | {"caregiver_sms_consent": ""}
    refused = [
        message | {"sent_at": None, "body": None, "status": "skipped", "reason": "no_consent"} for message in CAREGIVERS
    ]
    assert check([PLAN], [row], [], [*PATIENTS, *refused], start=START, end=END) == []
    found = check([PLAN], [row], [], [*PATIENTS, *CAREGIVERS], start=START, end=END)
    assert sum("without consent" in violation for violation in found) == len(CAREGIVERS)
