"""A whole run by API, HL7 and webhooks: no log, refusal, ACK, or event without patient data says who it was about."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.api.deliver_webhooks import deliver_webhooks
from reminders.services.api.keys import revoke_key
from reminders.services.api.webhooks import add_webhook
from reminders.services.hl7 import receive as receive_module
from reminders.services.replies.reply import receive
from tests.core.hl7.making import booking, stay
from tests.making import SOMEBODY, play, row
from tests.services.hl7.making import AGREED
from tests.web.api.client import ENROLLMENTS, System
from tests.web.api.posting import Receiver, with_poster

if TYPE_CHECKING:
    import pytest

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PERSON = "PID|1||800817^^^RIV^MR||FEATHERSTONEHAUGH^WILHELMINA||19610412|F|||||(202) 555-0143^PRN^CP||eng"
PRIVATE = (
    *("Featherstonehaugh", "Wilhelmina", "Zbigniew", "OR-2041", "HC-77", "800817", "555-01", "202555", "@example.org"),
    *("1961-04-12", "19610412", "my leg feels weak", "2026-03-10", "20260310"),
)
"""What this run knows of its patients."""


def test_a_whole_run_says_nothing_of_anybody(
    context: Context,
    clinic: Clinic,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "httpx2")  # the caller's own log, which is not ours
    ehr = Receiver()
    context = with_poster(context, ehr)
    add_webhook(context, clinic, "https://ehr.example.com/hook", actor=SOMEBODY)
    epic = System(context, clinic)
    cells = row(
        external_id="OR-2041",
        given_name="Zbigniew",
        family_name="Featherstonehaugh",
        phone="(202) 555-0123",
        email="zbig@example.org",
        birth_date="1961-04-12",
    )
    answers = [epic.enroll(cells, "first"), epic.enroll(cells, "first")]
    refused = [
        epic.enroll(cells | {"surgery_date": "2026-03-10x", "phone": "555-01"}),
        epic.enroll(cells | {"external_id": "other", "record_number": "800817", "given_name": "Wilhelmina"}, "first"),
        epic.ask("POST", f"{ENROLLMENTS}/OR-2041/cancel", {"reason": "Featherstonehaugh"}),
        epic.ask("GET", f"{ENROLLMENTS}/OR-2041x"),
    ]
    texts = [
        booking("SIU^S12", AGREED, person=PERSON, case="HC-77", day="20260310"),
        booking("SIU^S13", AGREED, person=PERSON.replace("800817", ""), case="HC-77", number="2"),
        booking("SIU^S13", AGREED, person=PERSON, case="HC-78", number="3", code="99999"),
        stay("ADT^A08", person=PERSON.replace("0143", "CALL"), number="4"),
    ]
    acks = [epic.send_hl7(text) for text in texts]
    with monkeypatch.context() as broken:
        broken.setattr(receive_module, "process", _fail)
        acks.append(epic.send_hl7(booking("SIU^S13", AGREED, person=PERSON, case="HC-77", number="5")))
    play(context, clock, "03-12 12:00")
    receive(context, clinic, Channel.SMS, "+12025550123", "my leg feels weak")
    ehr.answer = 500
    deliver_webhooks(context)
    ehr.answer = 200
    clock.set(clock.now().replace(hour=18))
    assert deliver_webhooks(context) > 3
    revoke_key(context, clinic, epic.key.id, actor=SOMEBODY)
    assert epic.ask("GET", ENROLLMENTS).status_code == 401, "from the very next request on"

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.status_code for answer in refused] == [422, 409, 422, 404]
    assert [ack.text.split("MSA|")[1][:2] for ack in acks] == ["AA", "AR", "AA", "AA", "AE"]
    places = {
        "logs": caplog.text + "".join(capfd.readouterr()),
        "problems": "".join(answer.text for answer in refused),
        "acks": "".join(ack.text for ack in acks),
        "webhooks": "".join(f"{post.url}{json.dumps(dict(post.headers))}{post.body.decode()}" for post in ehr.got),
    }
    assert "hl7_failed" in places["logs"]
    assert all(places.values())
    said = {(place, value) for place, text in places.items() for value in PRIVATE if value.lower() in text.lower()}
    assert said == set()


def _fail(*_arguments: object, **_more: object) -> None:
    raise ValueError(PERSON)
