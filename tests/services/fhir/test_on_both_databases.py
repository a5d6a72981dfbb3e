"""What of FHIR resources depends on the database: cursors, one row for each version, resources that come at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reminders.services.fhir.import_file import import_file
from reminders.store.hl7 import cursors
from reminders.store.hl7.cursors import LastPoll
from reminders.store.tables import enrollments, hl7_messages
from tests.core.fhir.making import ELM, appointment, at_version, bundle, consent, encounter, patient
from tests.making import SOMEBODY, all_rows
from tests.services.fhir.server import StandIn, running
from tests.services.fhir.test_poll import ask, fill
from tests.services.hl7.making import planned, surgeries

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_a_cursor_moves_only_forward(context: Context, clinic: Clinic):
    for minutes in (5, 9, 7):
        with context.db.begin() as tx:
            cursors.move_cursor(tx, clinic.id, "elm", "Appointment", NOON + timedelta(minutes=minutes))
            cursors.record_poll(tx, clinic.id, "elm", LastPoll(NOON, None, "x" * 300))
    with context.db.read() as tx:
        assert cursors.find_cursor(tx, clinic.id, "elm", "Appointment") == NOON + timedelta(minutes=9)
        assert cursors.find_cursor(tx, clinic.id, "elm", "Patient") is None
        assert cursors.find_last_poll(tx, clinic.id, "elm").problem == "x" * 200


def test_one_file_at_once_is_taken_in_once_and_a_withdrawal_holds(context: Context, clinic: Clinic):
    stay = encounter("in-progress", "2026-03-16", kind="EMER")
    file = json.dumps(bundle(patient(), consent(), appointment(), stay)).encode()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: import_file(context, clinic, ELM, file, actor=SOMEBODY), range(3)))
    assert surgeries(context) == ["2026-03-10 paused"]
    assert len({item.control_id for item in all_rows(context, hl7_messages)}) == len(all_rows(context, hl7_messages))
    withdrawn = json.dumps(bundle(patient(), consent("inactive") | {"meta": at_version(2)})).encode()
    assert import_file(context, clinic, ELM, withdrawn, actor=SOMEBODY)[1].decision.outcome.value == "consent_ended"
    assert planned(context) == 0


def test_a_poll_moves_the_cursor_with_what_it_took(context: Context, clinic: Clinic):
    server = StandIn()
    fill(server, 5)
    with running(server) as base:
        ask(context, clinic, base, 2)
        assert ask(context, clinic, base, 2).outcomes.total() == 0
    assert len(all_rows(context, enrollments)) == 5
    with context.db.read() as tx:
        assert cursors.find_cursor(tx, clinic.id, "riverside", "Appointment") == server.clock
