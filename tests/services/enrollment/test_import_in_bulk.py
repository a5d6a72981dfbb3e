"""Importing many rows at once ends as row by row does, and a run that is killed ends as one that is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from reminders.services.enrollment import import_csv as module
from reminders.services.enrollment.import_csv import ImportReport, import_csv
from reminders.store.enrollment.enrollments import decrypt_enrollment
from reminders.store.enrollment.patients import get_patients
from reminders.store.tables import consents, enrollments, messages, patients
from tests.making import KEY, SOMEBODY, add_oak, all_rows, csv_file, row

if TYPE_CHECKING:
    from sqlalchemy import Table

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DATABASES = ("sqlite", "postgresql")


PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
MANY = 1500


def varied_rows() -> list[dict[str, str]]:
    """Sixty people of every kind, mistakes among them, some with a second surgery."""
    rows: list[dict[str, str]] = []
    for number in range(60):
        item = row(
            procedure=PROCEDURES[number % 4],
            surgery_date=f"2026-{3 + number % 3:02d}-{1 + number % 28:02d}",
            timezone=("America/New_York", "Asia/Kolkata", "Europe/London", "")[number % 4],
            language=("en", "es", "")[number % 3],
            job_strain=("desk", "heavy", "retired", "")[number % 4],
            sms_consent="no" if number % 7 == 3 else "yes",
            opioid=("yes", "no", "")[number % 3],
        )
        rows.append(item)
        if number % 10 == 0:
            rows.append(item | {"external_id": f"{item['external_id']}b", "procedure": "laminectomy"})
        if number % 9 == 0:
            rows.append(row(**[{"phone": "12"}, {"procedure": "x"}, {"surgery_date": "soon"}][number % 3]))
    return [*rows, rows[0]]


def outcome(context: Context, clinic: Clinic) -> dict[str, Any]:
    """Everything that was stored for a clinic, by external id, without the ids of rows."""
    found: dict[str, Any] = {}
    with context.db.read() as tx:
        kept = [
            decrypt_enrollment(tx, item) for item in tx.conn.execute(select(enrollments)) if item.clinic_id == clinic.id
        ]
        people = get_patients(tx, {item.patient_id for item in kept})
    plans: dict[str, list[Any]] = {}
    for item in all_rows(context, messages):
        plan = plans.setdefault(item.enrollment_id, [])
        plan.append((item.step, item.channel, item.lane, item.status, item.reason, item.due_at, item.send_before))
    agreed: dict[str, list[Any]] = {}
    for item in all_rows(context, consents):
        agreed.setdefault(item.patient_id, []).append((item.channel, item.granted, item.language, item.source))
    for item in kept:
        who = people[item.patient_id]
        same = sorted(other.external_id for other in kept if other.patient_id == item.patient_id)
        words = [who.given_name, who.family_name, who.phone, who.email, who.language, who.timezone]
        found[item.external_id] = {
            "patient": [*words, who.sms_consent, who.email_consent, same],
            "consents": sorted(agreed[item.patient_id]),
            "enrollment": [
                item.surgery_date,
                item.facts,
                item.imported,
                item.state,
                item.surgery_generation,
                item.plan_revision,
            ],
            "plan": sorted(plans[item.id], key=str),
        }
    return found


def test_many_rows_at_once_end_as_row_by_row(
    context: Context, clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = csv_file(tmp_path, *varied_rows())
    found: list[tuple[ImportReport, dict[str, Any]]] = []
    for batch, target in ((1, clinic), (7, add_oak(context, slug="elm")), (500, add_oak(context, slug="ash"))):
        monkeypatch.setattr(module, "BATCH", batch)
        found.append((import_csv(context, target, path, actor=SOMEBODY), outcome(context, target)))
    one_by_one = found[0]
    assert (dict(one_by_one[0].counts), len(one_by_one[0].rejected)) == ({"enrolled": 66}, 8)
    assert found[1] == one_by_one
    assert found[2] == one_by_one


def count(database: Database, table: Table) -> int:
    with database.read() as tx:
        return tx.conn.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.slow
def test_a_run_that_is_killed_and_run_again_ends_the_same(
    context: Context, clinic: Clinic, database_url: str, tmp_path: Path
):
    path = csv_file(tmp_path, *(row(phone=f"+1212{2_000_000 + number}") for number in range(MANY)))
    keys = {"SECRET_KEY": "a secret of some length", "ENCRYPTION_KEYS": urlsafe_b64encode(KEY).decode()}
    environment = os.environ | keys | {"DATABASE_URL": database_url, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "reminders", "enroll", str(path)]
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as killed:
        while not count(context.db, enrollments):
            assert killed.poll() is None
            time.sleep(0.02)
        killed.kill()
    before = count(context.db, enrollments)
    assert 0 < before < MANY
    assert before % module.BATCH == 0
    assert count(context.db, patients) == before
    assert dict(import_csv(context, clinic, path, actor=SOMEBODY).counts) == {
        "unchanged": before,
        "enrolled": MANY - before,
    }
    assert [count(context.db, table) for table in (enrollments, patients, consents)] == [MANY, MANY, 2 * MANY]
    with context.db.read() as tx:
        plans = Counter(tx.conn.execute(select(messages.c.enrollment_id)).scalars())
    assert (len(plans), len(set(plans.values()))) == (MANY, 1)
