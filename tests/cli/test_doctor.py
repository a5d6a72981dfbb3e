"""`reminders doctor`: looks at real servers, says what is wrong and what to do, changes and sends nothing."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from reminders.clock import FixedClock
from reminders.config import load_settings
from reminders.doctor import examine
from reminders.services.upkeep.zones import release_of_zones, zones_not_known
from reminders.store.clinics import clinics as clinic_store
from reminders.store.clinics import switches
from reminders.store.tables import clinics, patients
from tests.making import KEY, NOW, OTHER_KEY, add_oak, all_rows, enroll_rows, make_context, row
from tests.servers import RedisServer, free_port, require
from tests.standins.smtp import PASSWORD, USER, SmtpStandin
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandin
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reminders.services.context import Context
    from reminders.store.database.session import Database
    from tests.cli.conftest import Result, Run

KEYS = urlsafe_b64encode(KEY).decode()
OTHER_KEYS = urlsafe_b64encode(OTHER_KEY).decode()
SECRETS = (AUTH_TOKEN, PASSWORD, KEYS, OTHER_KEYS, "a signing secret", "hunter2")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    """Redis, Twilio's stand-in and a mail server with STARTTLS and a login, as settings."""
    with ExitStack() as stack:
        redis = require(RedisServer.start)
        stack.callback(redis.stop)
        twilio, smtp = stack.enter_context(TwilioStandin()), stack.enter_context(SmtpStandin("starttls", auth=True))
        yield {
            "BROKER_URL": redis.url,
            "SMS_BACKEND": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+12025550100",
            "TWILIO_API_BASE_URL": twilio.url,
            "EMAIL_BACKEND": "smtp",
            "EMAIL_FROM": "care@clinic.example",
            "SMTP_URL": smtp.url,
            "SSL_CERT_FILE": str(smtp.certificate),
            "PUBLIC_URL": "https://reminders.example.org",
            "SECRET_KEY": "a signing secret",
            "ENCRYPTION_KEYS": KEYS,
        }
        assert (twilio.accepted, smtp.accepted) == ([], [])


@pytest.fixture
def standing(database_url: str, opened: Callable[[str], Database], servers: dict[str, str]) -> dict[str, str]:
    """Settings of a service that works, with a clinic and a fresh tick."""
    context = make_context(opened(database_url), FixedClock(NOW))
    add_oak(context)
    tick(context, datetime.now(UTC))
    return servers | {"DATABASE_URL": database_url}


def tick(context: Context, at: datetime) -> None:
    with context.db.begin() as tx:
        switches.beat_heart(tx, switches.BEAT, at)


def wrong(found: Result) -> dict[str, str]:
    """What the doctor found wrong, by name; no secret may stand anywhere."""
    assert not [secret for secret in SECRETS if secret in found.out + found.err]
    answer = json.loads(found.out)
    sick = {check["name"]: check["says"] for check in answer["checks"] if not check["ok"]}
    assert (answer["ok"], found.code) == (not sick, 1 if sick else 0)
    return sick


def test_all_is_well(reminders: Run, standing: dict[str, str]):
    found = reminders("doctor", "--json", **standing)
    assert wrong(found) == {}
    names = [check["name"] for check in json.loads(found.out)["checks"]]
    clock = ["clock"] if standing["DATABASE_URL"].startswith("postgresql") else []
    assert names == [
        *("keys", "database", "migrations", "beat", "sending", "zones", *clock, "encryption"),
        *("broker", "twilio", "smtp", "tzdata", "public_url", "metrics"),
    ]
    plain = reminders("doctor", **standing)
    assert plain.code == 0
    assert "ok     smtp        the mail server at 127.0.0.1" in plain.out
    assert "takes our greeting and the login\n" in plain.out


@each_row(
    ("settings", "warns"),
    [
        ({}, ""),
        ({"PUBLIC_URL": "https://reminders.example.org"}, "have your proxy refuse /metrics"),
        ({"HOST": "93.184.216.34"}, "whoever reaches the web port can read it"),
        ({"HOST": "10.0.0.5"}, ""),
        ({"PUBLIC_URL": "https://reminders.example.org", "METRICS_PORT": "9464"}, ""),
        ({"HOST": "10.0.0.5", "METRICS_PORT": "9464"}, ""),
        ({"HOST": "93.184.216.34", "METRICS_PORT": "9464"}, "close port 9464 there with a firewall"),
        ({"HOST": "2606:2800:220:1::1", "METRICS_PORT": "9464"}, "an address of the internet"),
    ],
)
def test_metrics_that_the_internet_may_read_are_warned_of(settings: dict[str, str], warns: str, tmp_path: Path):
    found = load_settings(settings | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})
    (metrics,) = [check for check in examine(found, FixedClock(NOW)) if check.name == "metrics"]
    assert metrics.ok
    assert ("WARNING" in metrics.says) is bool(warns)
    assert warns in metrics.says


@pytest.mark.parametrize(
    ("changed", "name", "sentence"),
    [
        ({"TWILIO_AUTH_TOKEN": "hunter2"}, "twilio", "refuses the login; correct TWILIO_ACCOUNT_SID and TWILIO_AUTH"),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:{port}"}, "twilio", "no connection to Twilio"),
        ({"SMTP_URL": f"smtp://{USER}:hunter2@127.0.0.1:{{smtp}}"}, "smtp", "did not accept our login"),
        ({"SMTP_URL": "smtp://127.0.0.1:{port}"}, "smtp", "no connection to the mail server"),
        ({"SMTP_URL": "smtp://127.0.0.1:hunter2"}, "smtp", "SMTP_URL must look like"),
        ({"SSL_CERT_FILE": "/dev/null"}, "smtp", "certificate is not trusted"),
        ({"BROKER_URL": "redis://:hunter2@127.0.0.1:{port}/0"}, "broker", "does not answer"),
        ({"BROKER_URL": "amqp://u:hunter2@127.0.0.1/"}, "broker", "not Redis"),
        ({"PUBLIC_URL": "http://reminders.example.org"}, "public_url", "set it to https://"),
        ({"PUBLIC_URL": "https://localhost"}, "public_url", "cannot reach"),
        ({"ENCRYPTION_KEYS": OTHER_KEYS}, "keys", "ENCRYPTION_KEYS do not fit this database"),
        ({"ENCRYPTION_KEYS": ""}, "keys", "ENCRYPTION_KEYS is missing"),
        ({"SECRET_KEY": ""}, "keys", "SECRET_KEY is missing"),
        (
            {"SECRET_KEY": "x" * 40},
            "keys",
            "SECRET_KEY is easy to guess: it has only 1 different characters; make a good",
        ),
    ],
    ids=str,
)
def test_one_wrong_thing_is_named_with_what_to_do(
    reminders: Run, standing: dict[str, str], changed: dict[str, str], name: str, sentence: str
):
    ports = {"port": free_port(), "smtp": standing["SMTP_URL"].rpartition(":")[2].partition("?")[0]}
    changed = {key: value.format(**ports) for key, value in changed.items()}
    sick = wrong(reminders("doctor", "--json", **standing | changed))
    assert list(sick) == [name]
    assert sentence in sick[name]


def test_a_value_copied_from_another_row_is_named(
    reminders: Run, standing: dict[str, str], opened: Callable[[str], Database]
):
    context = make_context(opened(standing["DATABASE_URL"]), FixedClock(NOW))
    with context.db.begin() as tx:
        clinic = clinic_store.list_clinics(tx)[0]
    enroll_rows(context, clinic, row(), row())
    first, second = all_rows(context, patients)
    with context.db.begin() as tx:
        tx.conn.execute(update(patients).where(patients.c.id == second.id).values(phone=first.phone))
    sick = wrong(reminders("doctor", "--json", **standing))
    assert list(sick) == ["encryption"]
    assert f"damaged, or copied there from elsewhere: patients {second.id}: phone (" in sick["encryption"]


@pytest.mark.parametrize(("late", "says"), [(timedelta(minutes=2), "the last tick was 1"), (None, "no tick yet")])
def test_a_silent_beat_is_noticed(
    reminders: Run,
    standing: dict[str, str],
    opened: Callable[[str], Database],
    late: timedelta | None,
    says: str,
):
    with opened(standing["DATABASE_URL"]).begin() as tx:
        if late is None:
            tx.conn.exec_driver_sql("DELETE FROM heartbeats")
        else:
            switches.beat_heart(tx, switches.BEAT, datetime.now(UTC) - late)
    sick = wrong(reminders("doctor", "--json", **standing))
    assert list(sick) == ["beat"]
    assert sick["beat"].startswith(says)


def test_stopped_sending_and_unknown_zones_are_noticed(
    reminders: Run, standing: dict[str, str], opened: Callable[[str], Database]
):
    with opened(standing["DATABASE_URL"]).begin() as tx:
        switches.set_switch(tx, switches.PAUSE_ALL, NOW)
        tx.conn.execute(update(clinics).values(timezone="Mars/Olympus"))
    sick = wrong(reminders("doctor", "--json", **standing))
    assert list(sick) == ["sending", "zones"]
    assert "pause-all; when fixed: reminders resume-all" in sick["sending"]
    assert "Mars/Olympus" in sick["zones"]


@pytest.mark.parametrize(("version", "says"), [("0001", "run: reminders migrate"), ("9999", "update the program")])
def test_another_schema_is_noticed(
    reminders: Run, standing: dict[str, str], opened: Callable[[str], Database], version: str, says: str
):
    with opened(standing["DATABASE_URL"]).begin() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    sick = wrong(reminders("doctor", "--json", **standing))
    assert list(sick) == ["migrations"]
    assert says in sick["migrations"]


def test_a_database_that_does_not_answer_is_noticed(reminders: Run, servers: dict[str, str]):
    url = f"postgresql://u:hunter2@127.0.0.1:{free_port()}/x"
    sick = wrong(reminders("doctor", "--json", **servers, DATABASE_URL=url))
    assert list(sick) == ["database"]
    assert "DATABASE_URL says where it should be" in sick["database"]


def test_looking_makes_neither_a_database_nor_keys(reminders: Run, folder: Path):
    assert list(wrong(reminders("doctor", "--json"))) == ["keys"]
    sick = wrong(reminders("doctor", "--json", SECRET_KEY="a signing secret", ENCRYPTION_KEYS=KEYS))
    assert list(sick) == ["database"]
    assert "run: reminders migrate" in sick["database"]
    assert list(folder.iterdir()) == []


def test_settings_that_cannot_be_read_are_findings_too(reminders: Run):
    sick = wrong(reminders("doctor", "--json", TICK_SECONDS="soon"))
    assert sick == {"settings": "TICK_SECONDS must be a number of seconds, for example 10"}


def test_clocks_that_disagree_and_old_rules_of_zones_are_noticed(postgres_url: str, standing: dict[str, str]):
    settings = load_settings(standing | {"DATABASE_URL": postgres_url, "SMS_BACKEND": "outbox"})
    far = FixedClock(datetime(2031, 1, 1, tzinfo=UTC))
    sick = {finding.name: finding.says for finding in examine(settings, far) if not finding.ok}
    assert {"clock", "tzdata"} <= set(sick)
    assert "follow a time server" in sick["clock"]
    assert "update the tzdata package" in sick["tzdata"]


def test_the_rules_of_zones_have_a_release_and_only_real_zones():
    release = release_of_zones()
    assert release is not None
    assert release[:4].isdigit()
    assert zones_not_known({"America/New_York", "Australia/Lord_Howe", "Mars/Olympus", "../etc/passwd", ""}) == [
        "",
        "../etc/passwd",
        "Mars/Olympus",
    ]
