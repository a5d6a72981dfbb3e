"""Spans say ids, steps, channels, lanes and outcomes, and nothing else; without an endpoint nothing is imported."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reminders.services.sending.receipts import take_receipt
from reminders.telemetry import tracing
from tests.making import at, enroll_rows, message, row, run_at, uid
from tests.services.replies.test_inbound import PHONE, text
from tests.services.sending.test_receipts import receipt
from tests.tables import each_row
from tests.telemetry.receiver import Received, receiving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

REMINDERS = Path(tracing.__file__).parents[1]
NAMES = {"message_id", "attempt_id", "step", "channel", "lane", "outcome", "reason"}
SOURCES = {
    "message_id": {"message_id", "message.id", "row.id"},
    "attempt_id": {"attempt_id", "attempt.id"},
    "step": {"step", "step.key", "row.step"},
    "channel": {"channel.value"},
    "lane": {"lane"},
    "outcome": {"outcome", "event.value"},
    "reason": {"reason", "change.reason"},
}
"""From what each may be filled: the last names of the expression."""

NOON = at("03-11 12:00")


@pytest.fixture
def received() -> Iterator[Received]:
    with receiving() as found:
        yield found
        tracing.switch_off()


def test_a_message_is_one_trace_and_nothing_of_the_patient_leaves(
    context: Context, clinic: Clinic, clock: FixedClock, received: Received
):
    tracing.switch_on(received.address, "up")
    patient = row()
    enroll_rows(context, clinic, patient)
    run_at(context, clock, "03-11 16:00")
    sent = message(context, "walk_1")
    clock.set(clock.now() + timedelta(seconds=3))
    assert take_receipt(context, sent.attempt_id, receipt("delivered", sid=sent.provider_id))
    tracing.switch_off()
    spans = received.of(sent.id)
    assert set(spans) == {"plan", "claim", "send", "outcome", "receipt"}
    assert {span.parent for name, span in spans.items() if name != "plan"} == {spans["plan"].id}
    assert spans["plan"].parent == ""
    assert spans["plan"].attributes == {
        "reminders.message_id": sent.id,
        "reminders.step": "walk_1",
        "reminders.channel": "sms",
    }
    outcomes = [spans[name].attributes["reminders.outcome"] for name in ("send", "outcome", "receipt")]
    assert outcomes == ["accepted", "accept", "receipt_delivered"]
    assert {span.attributes["reminders.attempt_id"] for name, span in spans.items() if name != "plan"} == {
        sent.attempt_id
    }
    assert received.paths == {"/v1/traces"}
    assert {span.name for span in received.spans} <= {"plan", "claim", "send", "outcome", "receipt", "tick"}
    raw = b"".join(received.raw)
    assert raw
    for private in (
        *(patient[name] for name in ("external_id", "given_name", "family_name", "phone", "email")),
        "http",
    ):
        assert private.encode() not in raw


def test_a_message_that_does_not_leave_says_why(
    context: Context, clinic: Clinic, clock: FixedClock, received: Received
):
    tracing.switch_on(received.address, "up")
    enroll_rows(context, clinic, row(phone=PHONE))
    unsent = message(context, "walk_1")
    clock.set(at("03-11 12:00"))
    text(context, "STOP")
    run_at(context, clock, "03-11 16:00")
    assert message(context, "walk_1").reason == "opted_out"
    tracing.switch_off()
    spans = received.of(unsent.id)
    assert set(spans) == {"plan", "outcome"}
    assert spans["outcome"].parent == spans["plan"].id
    assert spans["outcome"].attributes == {
        "reminders.message_id": unsent.id,
        "reminders.step": "walk_1",
        "reminders.channel": "sms",
        "reminders.outcome": "skip",
        "reminders.reason": "opted_out",
    }


def test_a_task_is_linked_to_the_tick_that_woke_it(received: Received):
    tracing.switch_on(received.address, "worker")
    with tracing.job("beat") as beat, tracing.job("tick", beat) as tick:
        pass
    asked = int((NOON - timedelta(seconds=2)).timestamp()) * 1_000_000_000
    with tracing.woken_by(tick, asked):
        tracing.note("claim", tracing.About(uid(1), lane="sms"), NOON, NOON, woken=True)
    tracing.note("claim", tracing.About(uid(2)), NOON, NOON, woken=True)
    with tracing.woken_by("no traceparent", asked):
        tracing.note("claim", tracing.About(uid(3)), NOON, NOON, woken=True)
    tracing.switch_off()
    jobs = {span.name: span for span in received.spans if span.name in {"beat", "tick"}}
    assert (jobs["tick"].trace, jobs["tick"].parent) == (jobs["beat"].trace, jobs["beat"].id)
    wake = received.of(uid(1))["wake"]
    assert wake.links == ((jobs["tick"].trace, jobs["tick"].id),)
    assert wake.nanoseconds == 2_000_000_000
    assert set(received.of(uid(2))) == {"claim"}
    assert received.of(uid(3))["wake"].links == ()


def test_every_process_traces_the_same_share_of_the_messages(received: Received):
    ids = [f"{number:08x}-0000-4000-{number * 1311 % 65536:04x}-000000000000" for number in range(50)]
    for role in ("web", "worker"):
        tracing.switch_on(received.address, role, 0.4)
        for message_id in ids:
            tracing.note(role, tracing.About(message_id), NOON, NOON)
        tracing.switch_off()
    traced = {role: {span.trace for span in received.spans if span.name == role} for role in ("web", "worker")}
    assert traced["web"] == traced["worker"]
    assert 10 < len(traced["web"]) < 30


@each_row(
    ("name", "value", "told"),
    [
        ("step", "walk_1", True),
        ("step", "+12025550123", False),
        ("step", "2025550123", False),
        ("step", "Ana", False),
        ("step", "ana@example.org", False),
        ("outcome", "take your time walking", False),
        ("lane", "sms", True),
        ("attempt_id", uid(1), True),
        ("attempt_id", "SM0123456789", False),
        ("message_id", "a-token", False),
        ("reason", "opted_out", True),
        ("reason", "missing_fact:wake_time", True),
        ("reason", "she said: no more", False),
    ],
)
def test_a_value_that_is_no_id_and_no_word_of_ours_is_left_out(name: str, value: str, *, told: bool):
    about = tracing.About(**({"message_id": uid(9)} | {name: value}))
    assert (f"reminders.{name}" in about.attributes()) is told


def test_nothing_else_can_become_an_attribute():
    assert set(tracing.About.__dataclass_fields__) == NAMES
    wrong = []
    for path in REMINDERS.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        inside = path.parent.name == "telemetry"
        if not inside and ("opentelemetry" in source or "set_attribute" in source):
            wrong.append(f"{path}: spans are made in telemetry only")
        if path.name in {"tracing.py", "exporting.py"}:
            assert not {"set_attribute", "add_event", "record_exception", "set_status"} & set(source.split("."))
            continue
        for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).endswith("tracing.About"):
                given = {"message_id": call.args[0]} | {item.arg: item.value for item in call.keywords}
                wrong += [
                    f"{path}: {name}={ast.unparse(value)}"
                    for name, value in given.items()
                    if not any(("." + ast.unparse(value)).endswith("." + end) for end in SOURCES[str(name)])
                ]
    assert wrong == []


def test_the_web_framework_makes_no_spans_of_its_own():
    made = [path for path in REMINDERS.rglob("*.py") if "FastAPI(" in path.read_text(encoding="utf-8")]
    assert len(made) == 2
    assert [path for path in made if "telemetry=FASTAPI" not in path.read_text(encoding="utf-8")] == []


def test_without_an_endpoint_nothing_is_imported(context: Context, clinic: Clinic, clock: FixedClock):
    tracing.switch_on(None, "web")
    enroll_rows(context, clinic, row())
    run_at(context, clock, "03-11 16:00")
    assert not tracing.is_on()
    code = (
        "import sys, reminders.embedded, reminders.worker.tasks\n"
        "from reminders.telemetry import tracing\n"
        "tracing.switch_on(None, 'web')\n"
        "with tracing.job('tick') as named, tracing.woken_by(named, 1): assert named is None\n"
        "costly = ('opentelemetry.sdk', 'opentelemetry.exporter', 'google.protobuf')\n"  # FastAPI needs the small rest
        "print([name for name in sys.modules if name.startswith(costly)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_the_extra_is_missing_one_line_says_so_and_the_process_goes_on():
    code = (
        "import sys\n"
        "sys.modules['opentelemetry.sdk'] = None\n"
        "from reminders.telemetry import tracing\n"
        "tracing.switch_on('http://127.0.0.1:1', 'web')\n"
        "assert not tracing.is_on()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "traces_are_off" in done.stdout + done.stderr
    assert "reminders[otel]" in done.stdout + done.stderr
