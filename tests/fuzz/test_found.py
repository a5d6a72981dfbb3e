"""What fuzzing has found, each by the input that broke it, on both databases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.hl7.outcomes import Outcome
from reminders.services.fhir.import_file import import_file
from reminders.services.hl7.receive import receive
from reminders.store.tables import hl7_messages
from tests.core.fhir.making import appointment, bundle, consent, patient
from tests.core.hl7.making import booking, header
from tests.fuzz.hunt import attempt
from tests.fuzz.targets import named
from tests.fuzz.world import World
from tests.making import SOMEBODY, all_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASES = ("sqlite", "postgresql")
MANY = "9" * 5_000
TEXT = {"MessageSid": "SM1", "From": "+12025550123", "To": "+12025550100", "Body": "3", "NumMedia": "0"}
RECEIPT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+12025550123"}
NUL, HALF = "\x00", "\ud800"


def page(*resources: Any) -> bytes:
    return json.dumps(bundle(*resources) | {"type": "searchset"}).encode()


INPUTS = [
    ("inbound text", TEXT | {"MessageSid": MANY}),
    ("inbound text", TEXT | {"MessageSid": NUL}),
    ("inbound text", TEXT | {"To": NUL, "MessageSid": "SM9"}),
    ("inbound text", TEXT | {"From": f"+1{NUL}", "MessagingServiceSid": NUL, "MessageSid": "SM8"}),
    ("receipt", ("known", RECEIPT | {"MessageSid": MANY})),
    ("receipt", ("known", RECEIPT | {"MessageSid": f"SM1{NUL}"})),
    ("reply", ("SM2", MANY)),
    ("reply", ("SM3", f"leg {MANY}, back {MANY}")),
    ("reply", ("SM4", "²")),
    *(("page", (f"/{path}/PART", {}, MANY)) for path in ("settings/replies", "settings/on-call", "messages/versions")),
    ("page", ("/settings/replies/PART", {}, str(2**31))),
    ("hl7", booking(number=f"7{NUL}").encode()),
    ("hl7", booking(case=f"C{NUL}").encode()),
    ("hl7", booking(case="C\\X00\\").encode()),
    ("hl7", header("SIU^S12" * 20).encode()),
    ("fhir", json.dumps(bundle(patient(), consent() | {"id": NUL}, appointment(id=f"a{NUL}"))).encode()),
    ("fhir", json.dumps(bundle(patient(id=HALF), appointment(id=HALF, who=f"Patient/{HALF}"))).encode()),
    ("fhir", json.dumps(consent() | {"meta": {"versionId": MANY[:3000]}}).encode()),
    ("fhir", json.dumps(bundle(patient(), consent() | {"meta": {"versionId": MANY}})).encode()),
    ("fhir server", [(200, {}, page(appointment(participant=[{"actor": {"reference": 5}}])))]),
    ("fhir server", [(429, {"Retry-After": "nan"}, b"{}")]),
    ("fhir server", [(200, {"Content-Length": "3"}, b"{}\n"), (429, {"Retry-After": "-inf"}, b"")]),
]


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    found = World(database_url, tmp_path)
    yield found
    found.close()


def test_nothing_of_it_breaks_any_more(world: World):
    found = [attempt(named([name])[0], world, drawn) for name, drawn in INPUTS]
    assert [f"{item.key}\n{item.trace}" for item in found if item] == []


def test_what_no_database_can_keep_is_refused_and_shown(world: World):
    receipt = receive(world.context, world.clinic, world.partner, booking(case=f"C{NUL}", number="77").encode())
    assert receipt.answer.split(b"MSA|")[1].startswith(b"AR|77")
    assert b"line 2" in receipt.answer
    kept = [item for item in all_rows(world.context, hl7_messages) if item.control_id == "77"]
    assert [(item.state, item.outcome) for item in kept] == [("error", "malformed")]
    file = json.dumps(bundle(patient(id=NUL), appointment(who="Patient/p1", id=HALF))).encode()
    read = import_file(world.context, world.clinic, world.partner, file, actor=SOMEBODY)
    assert {item.decision.outcome for item in read} == {Outcome.MALFORMED}
