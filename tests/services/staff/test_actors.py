"""Who makes a change: every use case that writes is told, and what a patient or a provider does says so by itself."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reminders import services
from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.alerts.acknowledge import acknowledge_notice
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.consent.own_page import start_email, stop_channel
from reminders.services.consent.unsubscribe import unsubscribe
from reminders.services.links import LinkKind
from reminders.services.replies.answer_by_link import answer_by_link
from reminders.services.replies.reply import receive
from reminders.services.sending.take_bounce import take_bounces
from reminders.store.tables import audit, messages, patients
from tests.making import SOMEBODY, all_rows, answers, at, enroll_rows, message, play, row, run
from tests.services.sending.test_take_bounce import bounce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"

SAYS_WHO_BY_ITSELF = {
    *(
        "receive",
        "receive_text",
        "receive_texts",
        "answer_by_link",
        "unsubscribe",
        "keep_emails",
        "stop_channel",
        "start_email",
    ),  # the patient
    *("keep_emails",),  # the patient, who takes it back
    *("acknowledge_notice",),  # the person on call whose link it is
    *("take_receipt",),  # the provider
    *("find_caller", "read_enrollment", "list_enrollments", "list_messages"),  # the API key that is used
    *("sign_in", "find_visit", "ask_for_reset", "take_up", "confirm_code"),  # the staff member whose account it is
    *("deliver", "tick", "reconcile", "escalate", "watch", "purge"),  # the service, on a schedule
    *("pause_if_old", "begin_due", "poll"),  # so too
    *("finish_sign_in", "begin_setup", "finish_setup"),  # who has given the password
    *("ask_passkey", "sign_in_by_passkey"),  # whose passkey it is
    *("begin_single_sign_on", "finish_single_sign_on"),  # who the identity provider says it is
    *("reserve", "complete"),  # the API key whose request it is
    *("take_tokens", "refund"),  # the rate limit
    *(
        "preview_send_now",
        "preview_reschedule",
        "preview_discharge",
        "preview_bulk",
        "preview_change",
        "preview_rules",
        "get_canned",
        "list_colleagues",
        "try_messages",
    ),  # taken back, or only looked
    *("simulate",),  # on a database that is thrown away, or the demo's
}
"""Use cases that only one kind of actor can ask for."""


def writing_use_cases() -> Iterator[tuple[str, bool]]:
    """Name every public function of the services that opens a writing transaction, and tell whether it is told who."""
    for path in sorted(Path(services.__path__[0]).glob("**/*.py")):
        for found in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(found, ast.FunctionDef) or found.name.startswith("_"):
                continue
            if "db.begin()" in ast.unparse(found):
                required = dict(zip([item.arg for item in found.args.kwonlyargs], found.args.kw_defaults, strict=True))
                yield found.name, required.get("actor", ...) is None


def test_every_use_case_that_writes_requires_its_actor_or_can_have_one_only():
    cases = dict(writing_use_cases())
    assert len(cases) > 30
    untold = {name for name, told in cases.items() if not told}
    assert untold - SAYS_WHO_BY_ITSELF == set(), "take a keyword `actor` and write an AuditEntry"


def lines(context: Context) -> list[str]:
    """List the audit entries since the enrollment as `kind name: action (detail)`."""
    found = [item for item in all_rows(context, audit) if not item.action.startswith(("enrolled", "on-call"))]
    return [f"{item.actor_kind} {item.actor_name}: {item.action} ({item.detail})" for item in found]


@pytest.fixture
def ana(context: Context, clinic: Clinic, clock: FixedClock) -> str:
    """A patient with a phone and one without, whose first messages have left; returns the first one's id."""
    enroll_rows(context, clinic, row(phone=PHONE), row(phone="", sms_consent="no"))
    play(context, clock, "03-14 23:00")
    return next(item.id for item in all_rows(context, patients) if item.phone)


def text_in(words: str) -> Callable[[Context, Clinic, str], object]:
    return lambda context, clinic, _ana: receive(context, clinic, Channel.SMS, PHONE, words)


def stop_and_start(context: Context, clinic: Clinic, ana: str) -> None:
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    receive(context, clinic, Channel.SMS, PHONE, "START")


def page_stops_and_starts(context: Context, _clinic: Clinic, ana: str) -> None:
    token = context.links.token(LinkKind.PAGE, ana)
    assert stop_channel(context, token, Channel.EMAIL)
    assert start_email(context, token)


def answer_by_email(context: Context, _clinic: Clinic, _ana: str) -> None:
    asked = next(item.id for item in all_rows(context, messages) if item.step == "wound_1" and item.sent_at)
    assert answer_by_link(context, context.links.token(LinkKind.ANSWER, asked), [1])


def unsubscribe_by_link(context: Context, _clinic: Clinic, ana: str) -> None:
    assert unsubscribe(context, context.links.token(LinkKind.UNSUBSCRIBE, ana))


def mail_comes_back(context: Context, _clinic: Clinic, _ana: str) -> None:
    sent = next(item for item in all_rows(context, messages) if item.channel == "email" and item.sent_at)
    take_bounces(context, bounce(sent.id), actor=SOMEBODY)


BY_ITSELF = {
    "STOP, then START": (
        stop_and_start,
        ["patient text: stopped a channel (sms)", "patient text: started a channel (sms)"],
    ),
    "an answer by text": (text_in("1"), ["patient text: answered a question (wound_1)"]),
    "free words": (text_in("thank you so much for everything"), []),
    "own page": (
        page_stops_and_starts,
        ["patient own page: stopped a channel (email)", "patient own page: started a channel (email)"],
    ),
    "an answer by link": (answer_by_email, ["patient email link: answered a question (wound_1)"]),
    "unsubscribing": (unsubscribe_by_link, ["patient email link: stopped a channel (email)"]),
    "a bounce": (
        mail_comes_back,
        [
            "command_line somebody: recorded a bounce (dsn_5.1.1 no_mailbox)",
            "command_line somebody: closed an address (email)",
        ],
    ),
}


@pytest.mark.parametrize("what", BY_ITSELF)
def test_what_is_done_from_outside_names_who(context: Context, clinic: Clinic, ana: str, what: str):
    act, expected = BY_ITSELF[what]
    act(context, clinic, ana)
    assert sorted(lines(context)) == sorted(expected)


EFFECTS = {
    "stopped at the provider": ("21610", Effect.OPTED_OUT, "provider twilio: stopped a channel (sms)"),
    "no such phone": ("21614", Effect.BAD_ADDRESS, "provider twilio: closed an address (sms)"),
}


@pytest.mark.parametrize("what", EFFECTS)
def test_what_a_provider_says_of_an_address_names_the_provider(
    context: Context, clinic: Clinic, clock: FixedClock, what: str
):
    code, effect, expected = EFFECTS[what]
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    answers(context, SendOutcome(Verdict.REJECTED, code=code, effect=effect))
    clock.set(at("03-11 16:00"))
    run(context)
    assert message(context, "walk_1").status == "failed"
    assert lines(context) == [expected]


def test_someone_on_call_who_takes_an_alert_by_link_is_in_the_log(context: Context, clinic: Clinic, ana: str):
    add_on_call(context, clinic, OnCall("Ada", "+12025550109"), actor=SOMEBODY)
    receive(context, clinic, Channel.SMS, PHONE, "my chest hurts and I can not breathe")
    notice = next(item.id for item in all_rows(context, messages) if item.kind == "alert")
    assert acknowledge_notice(context, context.links.token(LinkKind.NOTICE, notice))
    assert [line.partition(" (")[0] for line in lines(context)] == ["staff on-call link: acknowledged an alert"]


def test_automatic_sending_leaves_no_entry(context: Context, ana: str):
    assert lines(context) == []
