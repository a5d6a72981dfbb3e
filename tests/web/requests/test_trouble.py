"""What visitors meet when the database or the disk is in trouble, and who may ask under which name."""

from __future__ import annotations

import sqlite3
import time
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.services.upkeep import health
from reminders.store.tables import replies
from reminders.web.app import make_web_app
from reminders.web.replies import text_intake
from tests.making import all_rows
from tests.standins import wait_until
from tests.tables import each_row
from tests.web.desk import Desk, signed_in
from tests.web.texting import form, post
from tests.web.texting import site as texting_site

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ["sqlite"]  # the faults are those of a file
HERE = "https://reminders.example.org"


def test_a_page_without_a_database_says_so_and_is_no_fault(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    with context.db.begin() as tx:
        tx.conn.execute(text("ALTER TABLE audit RENAME TO audit_away"))
    answer = desk.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "The database does not answer." in answer.text


def test_a_full_disk_is_not_ready(context: Context, monkeypatch: pytest.MonkeyPatch):
    assert "disk" not in Desk(context).get("/readyz").json()["checks"]
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 as shutil has it
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 5 * 2**20, 5 * 2**20))
    answer = Desk(context).get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["disk"]) == (503, "the disk is full: 5 MB are free")


@each_row(
    "address,told",
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.4.0.7", True),
        ("172.30.53.1", True),
        ("fd12::7", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2606:4700::1111", False),
    ],
)
def test_what_is_wrong_is_not_told_to_the_internet(context: Context, address: str, *, told: bool):
    """A client that asks through the proxy on this machine."""
    web = TestClient(make_web_app(context, Settings(trusted_proxies="127.0.0.1")), client=("127.0.0.1", 4711))
    answer = web.get("/readyz", headers={"X-Forwarded-For": address})
    assert (answer.status_code, "checks" in answer.text) == (503, told)
    assert web.get("/healthz", headers={"X-Forwarded-For": address}).status_code == 200


@each_row(
    "host,status",
    [
        ("reminders.example.org", 200),
        ("REMINDERS.example.org:443", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("localhost", 200),
        ("web:8000", 200),
        ("evil.example", 421),
        ("reminders.example.org.evil.example", 421),
        ("reminders.example.org@evil.example", 421),
        ("[::1", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_the_site_answers_under_its_own_name(site: Desk, host: str, status: int):
    answer = site.get("/healthz", headers={"host": host})
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["strict-transport-security"] == "max-age=63072000"


@pytest.fixture
def site(context: Context) -> Desk:
    return Desk(context, public_url=HERE)


def test_a_trial_on_plain_http_answers_everyone_and_asks_for_no_tls(context: Context):
    answer = Desk(context).get("/healthz", headers={"host": "my-laptop.local"})
    assert answer.status_code == 200
    assert "strict-transport-security" not in answer.headers


def test_a_text_that_meets_a_locked_database_is_answered_in_time_and_stored_once(
    context: Context, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(text_intake, "ANSWER_WITHIN", 0.2)
    web = texting_site(context)
    with sqlite3.connect(str(context.db.engine.url.database), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert post(web, form("hello")) == 503
        assert time.monotonic() - began < 5
        other.execute("ROLLBACK")
    monkeypatch.undo()
    wait_until(lambda: len(all_rows(context, replies)) == 1)
    assert post(web, form("hello")) == 200
    assert len(all_rows(context, replies)) == 1
