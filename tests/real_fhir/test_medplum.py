"""Polling, importing, writing back and exporting against a FHIR server that knows nothing of us."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import insert

from reminders.channels.fhir.client import FHIRClient
from reminders.channels.fhir.keys import SigningKey, key_set, read_keys
from reminders.channels.fhir.token import Credentials
from reminders.core.fhir.server import ServerError
from reminders.core.hl7.fhir_source import FHIRSource
from reminders.core.hl7.outcomes import Outcome
from reminders.services.fhir.export import export
from reminders.services.fhir.poll import Polled, poll
from reminders.services.fhir.write_back import write_back
from reminders.store.tables import answers, enrollments, messages
from tests.core.fhir.making import ELM, SOURCE, appointment, consent, patient
from tests.making import SOMEBODY, all_rows, run
from tests.real_fhir.serving import RealServer, real_server
from tests.services.fhir.test_poll import _pem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

COUNT = 12
NOW = datetime.now(UTC).replace(microsecond=0)
SURGERY = NOW + timedelta(days=4)
READ = ("Patient", "Appointment", "Consent")
WRITTEN = frozenset({"Communication", "QuestionnaireResponse", "Observation"})


@pytest.fixture(params=["RS384", "ES384"])
def keys(request: pytest.FixtureRequest) -> SigningKey:
    is_rsa = request.param == "RS384"
    key: Any = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP384R1())
    return read_keys(FHIRSource(), None, _pem(key))[0]


@pytest.fixture
def server(keys: SigningKey) -> Iterator[RealServer]:
    with real_server(key_set([keys])) as running:
        yield running


def partner(server: RealServer) -> Partner:
    source = replace(SOURCE, base_url=server.fhir, page_size=7, resources=READ, write_back=WRITTEN)
    return replace(ELM, fhir=replace(source, loinc={"pain_week1": "72514-3"}))


@contextmanager
def connected(server: RealServer, keys: SigningKey) -> Iterator[FHIRClient]:
    source = partner(server).fhir
    assert source is not None
    credentials = Credentials(server.token, "reminders", keys.key_id, source.scope_asked, keys.pem)
    client = FHIRClient(server.fhir, timedelta(seconds=20), credentials, is_private=True)
    try:
        yield client
    finally:
        client.close()


def ask(context: Context, clinic: Clinic, server: RealServer, keys: SigningKey) -> Polled:
    with connected(server, keys) as client:
        return poll(context, clinic, partner(server), client)


def booked(number: int, status: str = "booked", days: int = 0) -> dict[str, Any]:
    """A surgery as R4 has it: with an end, and an answer of each participant."""
    start = SURGERY + timedelta(days=days)
    made = appointment(status, start.isoformat(), id=f"a{number}", who=f"Patient/p{number}")
    made["end"] = (start + timedelta(hours=2)).isoformat()
    made["participant"] = [item | {"status": "accepted"} for item in made["participant"]]
    return made


def fill(server: RealServer, count: int) -> None:
    for number in range(count):
        phone = [{"system": "phone", "use": "mobile", "value": f"(202) 210-{number + 1000}"}]
        name = [{"use": "official", "family": f"Family{number}", "given": [f"N{number}"]}]
        born = f"19{number + 40}-01-01"
        server.put(patient(f"p{number}", f"7{number:05}", telecom=phone, name=name, birthDate=born))
        scope = {"coding": [{"code": "patient-privacy"}]}
        agreed = consent() | {"id": f"c{number}", "patient": {"reference": f"Patient/p{number}"}, "scope": scope}
        server.put(agreed | {"policyRule": {"text": "texts"}})
        server.put(booked(number))


def days_of(context: Context) -> list[str]:
    return sorted(f"{item.surgery_date} {item.state}" for item in all_rows(context, enrollments))


def test_every_surgery_comes_once_is_followed_and_told_back(
    context: Context, clinic: Clinic, clock: FixedClock, server: RealServer, keys: SigningKey
):
    clock.set(NOW)
    fill(server, COUNT)
    first = ask(context, clinic, server, keys)
    assert (first.problem, first.outcomes[Outcome.ENROLLED]) == (None, COUNT)
    assert set(ask(context, clinic, server, keys).outcomes) <= {Outcome.NO_CHANGE, Outcome.NOT_FOLLOWED}
    server.put(booked(1, days=1))
    server.put(booked(2, "cancelled") | {"cancelationReason": {"text": "flu"}})
    second = ask(context, clinic, server, keys)
    assert (second.outcomes[Outcome.RESCHEDULED], second.outcomes[Outcome.CANCELLED]) == (1, 1)
    assert len(days_of(context)) == COUNT
    tell_back(context, clinic, clock, server, keys)


def tell_back(context: Context, clinic: Clinic, clock: FixedClock, server: RealServer, keys: SigningKey) -> None:
    """Weeks pass, and one patient answers; what was sent is on the server, each once, and so is what we export."""
    with connected(server, keys) as client:
        write_back(context, clinic, partner(server), client)
        until = clock.now() + timedelta(days=18)
        while clock.now() < until:
            clock.set(clock.now() + timedelta(hours=4))
            run(context)
        with context.db.begin() as tx:
            given = {"enrollment_id": all_rows(context, enrollments)[0].id, "anchor": 0, "at": clock.now()}
            tx.conn.execute(insert(answers), given | {"step": "pain_week1", "code": "7", "score": 7})
        wrote = write_back(context, clinic, partner(server), client)
        assert (wrote.problem, wrote.failed) == (None, 0)
        assert write_back(context, clinic, partner(server), client).written == 0
        with pytest.raises(ServerError, match="refused"):
            client.read("Practitioner/1")
    sent = [item for item in all_rows(context, messages) if item.sent_at and item.enrollment_id]
    said = server.all("Communication")
    assert len(said) == len({item["identifier"][0]["value"] for item in said}) == len(sent) > COUNT
    assert [item["item"][0]["answer"] for item in server.all("QuestionnaireResponse")] == [[{"valueInteger": 7}]]
    assert [item["valueInteger"] for item in server.all("Observation")] == [7]
    exported = export(context, clinic, actor=SOMEBODY)["entry"]
    for item in exported:
        server.put(item["resource"])  # refused if it is not as R4 says
    assert len(server.all("CarePlan")) == COUNT
    with pytest.raises(HTTPError):  # it does look
        server.put({"resourceType": "CarePlan", "id": "x", "status": "active", "wrong": 1})
