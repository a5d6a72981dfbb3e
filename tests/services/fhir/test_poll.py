"""Polling a FHIR server that behaves badly: each surgery once, moves and cancellations followed, nothing skipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from reminders.channels.fhir.client import FHIRClient
from reminders.channels.fhir.token import Credentials
from reminders.core.fhir.server import ServerError
from reminders.core.hl7.outcomes import Outcome
from reminders.services.fhir import poll as poll_module
from reminders.services.fhir.poll import Polled, poll
from reminders.store.enrollment.enrollments import get_enrollment
from reminders.store.tables import enrollments, fhir_cursors, hl7_messages, messages
from tests.core.fhir.making import ELM, SOURCE, appointment, consent, patient
from tests.making import all_rows
from tests.services.fhir.server import StandIn, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

COUNT = 80
FIRST = date(2026, 3, 20)
ALL = ("busy", "cut", "down", "forget", "twice")


def day(number: int, shift: int = 0) -> str:
    return f"{FIRST + timedelta(days=number % 40 + shift)}T15:00:00Z"


def fill(server: StandIn, count: int = COUNT, when: Callable[[int], str] = day) -> None:
    for number in range(count):
        who, name = f"p{number}", f"N{number}"
        born = (date(1930, 1, 1) + timedelta(days=number)).isoformat()  # else alike names would be possible matches
        phone = [{"system": "phone", "use": "mobile", "value": f"(202) 2{number // 1000 + 10}-{number % 1000 + 1000}"}]
        family = {"name": [{"family": f"Family{number}", "given": [name]}], "birthDate": born, "telecom": phone}
        server.put(patient(who, f"7{number:05}", **family))
        server.put(consent() | {"id": f"c{number}", "patient": {"reference": f"Patient/{who}"}})
        server.put(appointment(start=when(number), id=f"a{number}", who=f"Patient/{who}"))


def client(base: str, **more: Any) -> FHIRClient:
    return FHIRClient(base, timedelta(seconds=5), is_private=True, wait=lambda _: None, **more)


def ask(context: Context, clinic: Clinic, base: str, size: int = 25, *more: str) -> Polled:
    partner = replace(ELM, fhir=replace(SOURCE, base_url=base, page_size=size, resources=("Appointment", *more)))
    server = client(base)
    try:
        return poll(context, clinic, partner, server)
    finally:
        server.close()


def until_quiet(context: Context, clinic: Clinic, base: str, size: int = 25) -> int:
    """Poll until a poll ends without trouble; return how many it took."""
    for number in range(1, 40):
        if ask(context, clinic, base, size).problem is None:
            return number
    pytest.fail("no poll ended")


def surgeries(context: Context) -> dict[str, str]:
    return {context_id(context, item): f"{item.surgery_date} {item.state}" for item in all_rows(context, enrollments)}


def context_id(context: Context, row: Any) -> str:
    with context.db.read() as tx:
        return get_enrollment(tx, row.id).external_id


def test_each_surgery_once_moved_and_cancelled_ones_followed(context: Context, clinic: Clinic):
    server = StandIn(trouble=ALL, every=9)
    fill(server)
    with running(server) as base:
        until_quiet(context, clinic, base)
        assert surgeries(context) == {f"a{number}": f"{day(number)[:10]} active" for number in range(COUNT)}
        for number in range(0, COUNT, 3):
            server.put(appointment(start=day(number, 2), id=f"a{number}", who=f"Patient/p{number}"))
        for number in range(1, COUNT, 6):
            server.put(appointment("cancelled", id=f"a{number}", who=f"Patient/p{number}"))
        until_quiet(context, clinic, base)
        after = surgeries(context)
        for number in range(COUNT):
            state = "cancelled" if number % 6 == 1 else "active"
            assert after[f"a{number}"] == f"{day(number, 2 if number % 3 == 0 else 0)[:10]} {state}"
        stored = len(all_rows(context, hl7_messages))
        until_quiet(context, clinic, base)
        assert (len(all_rows(context, hl7_messages)), len(after)) == (stored, COUNT)


def test_a_consent_that_is_withdrawn_stops_that_patient_and_no_other(context: Context, clinic: Clinic):
    server = StandIn()
    fill(server, 6)
    with running(server) as base:
        ask(context, clinic, base, 4, "Consent")
        kept = consent() | {"patient": {"reference": "Patient/p4"}}
        server.put(kept | {"id": "c2", "patient": {"reference": "Patient/p2"}, "status": "inactive"})
        server.put(kept | {"id": "c4", "status": "inactive"})
        server.put(kept | {"id": "c4-renewed"})
        polled = ask(context, clinic, base, 4, "Consent")
        assert (polled.problem, polled.outcomes[Outcome.CONSENT_ENDED]) == (None, 1)
        assert ask(context, clinic, base, 4, "Consent").outcomes[Outcome.CONSENT_ENDED] == 0
    planned = {item.enrollment_id for item in all_rows(context, messages) if item.status == "planned"}
    stopped = [item.id for item in all_rows(context, enrollments) if item.id not in planned]
    with context.db.read() as tx:
        assert [get_enrollment(tx, item).external_id for item in stopped] == ["a2"]


class Killed(BaseException):
    """The process ends here."""


def test_a_poller_that_is_killed_anywhere_skips_nothing(
    context: Context, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    server = StandIn()
    fill(server, 30)
    real, taken = poll_module.take, 0

    def take_some(*arguments: Any) -> Any:
        nonlocal taken
        taken += 1
        if taken % 11 == 0:
            raise Killed
        return real(*arguments)

    with running(server) as base:
        with monkeypatch.context() as patch:
            patch.setattr(poll_module, "take", take_some)
            for _ in range(3):
                with pytest.raises(Killed):
                    ask(context, clinic, base, 5)
        assert all_rows(context, fhir_cursors) == []
        ask(context, clinic, base, 5)
        assert len(surgeries(context)) == 30
        assert len(all_rows(context, hl7_messages)) == 30


def test_a_change_that_shifts_the_pages_hides_nothing(context: Context, clinic: Clinic):
    server, touched = StandIn(), []
    fill(server, 12)

    def touch(kind: str, page: int) -> None:
        """Update a resource of the first page while the second is asked for, so that one moves over to the first."""
        if (kind, page) == ("Appointment", 1) and not touched:
            touched.append(page)
            server.put(appointment(start=day(0), id="a0", who="Patient/p0"))

    server.on_page = touch
    with running(server) as base:
        ask(context, clinic, base, 5)
    assert touched
    assert len(surgeries(context)) == 12
    (cursor,) = [item.since for item in all_rows(context, fhir_cursors) if item.resource == "Appointment"]
    assert cursor <= server.clock


def test_the_cursor_moves_with_what_it_covers_and_only_forward(context: Context, clinic: Clinic):
    server = StandIn()
    fill(server, 3)
    with running(server) as base:
        assert ask(context, clinic, base).outcomes.total() == 3
        (cursor,) = [item.since for item in all_rows(context, fhir_cursors) if item.resource == "Appointment"]
        assert cursor == server.clock
        assert (ask(context, clinic, base).outcomes.total(), server.asked["Appointment"]) == (0, 2)


def test_a_next_link_to_another_host_is_not_followed(context: Context, clinic: Clinic):
    server = StandIn(next_host="http://127.0.0.1:1")
    fill(server, 3)
    with running(server) as base:
        polled = ask(context, clinic, base, 2)
    assert "another host" in str(polled.problem)
    assert len(surgeries(context)) == 2  # the first page was taken in; the cursor stays for the rest
    assert [item.resource for item in all_rows(context, fhir_cursors)] == ["*"]


def _pem(key: Any) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
def test_it_signs_in_by_smart_backend_services_and_keeps_the_token(algorithm: str):
    key: Any = (
        rsa.generate_private_key(65537, 2048) if algorithm == "RS384" else ec.generate_private_key(ec.SECP384R1())
    )
    server = StandIn(token="nothing yet")
    fill(server, 1)
    with running(server) as base:
        credentials = Credentials(f"{base}/token", "reminders", "k1", "system/Appointment.read", _pem(key))
        reader = client(base, credentials=credentials)
        for _ in range(3):
            reader.read("Patient/p0")
        server.token = "revoked"
        reader.read("Patient/p0")
        reader.close()
    first, second = server.forms
    claims = jwt.decode(
        first["client_assertion"][0], key.public_key(), [algorithm], audience=f"{base}/token", issuer="reminders"
    )
    assert (claims["sub"], claims["exp"] - claims["iat"] <= 300) == ("reminders", True)
    assert jwt.get_unverified_header(first["client_assertion"][0])["kid"] == "k1"
    assert (first["grant_type"], first["scope"]) == (["client_credentials"], ["system/Appointment.read"])
    assert first["client_assertion"] != second["client_assertion"]


def test_a_public_server_must_have_a_public_address_and_https():
    for address, sentence in (("http://fhir.example.org", "use https"), ("https://127.0.0.1", "private address")):
        reader = FHIRClient(address, timedelta(seconds=1))
        with pytest.raises(ServerError, match=sentence):
            reader.read("Patient/1")
        reader.close()
