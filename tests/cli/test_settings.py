"""Settings, keys and databases that do not fit; and the commands that need none of them."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reminders.cli.upkeep.demo import DEMO_MARK, demo_database
from reminders.cli.upkeep.serve import reachable_at
from reminders.config import SettingsError, create_secrets, load_local_settings, load_settings, new_key
from tests.making import KEY, OTHER_KEY
from tests.tables import each_row

if TYPE_CHECKING:
    from tests.cli.conftest import Run

KEYS = urlsafe_b64encode(KEY).decode()
SECRET = "a secret of some length"


@each_row(
    ("value", "secrets"),
    [
        ("", ()),
        (SECRET, (SECRET,)),
        (f" {SECRET} , another secret of it ", (SECRET, "another secret of it", f"{SECRET} , another secret of it")),
        ("one, with a comma in it", ("one, with a comma in it",)),  # what is short is no secret of its own
    ],
)
def test_earlier_secrets_stand_between_commas(value: str, secrets: tuple[str, ...]):
    previous = load_settings({"SECRET_KEY_PREVIOUS": value}).secret_key_previous
    assert set(previous) >= set(secrets)
    assert not [item for item in previous if len(item) < 16]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must be sqlite:///file.db or postgresql://"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must be sqlite:///file.db or postgresql://"),
        ({"DATABASE_URL": ""}, "DATABASE_URL must be sqlite:///file.db or postgresql://"),
        ({"ENCRYPTION_KEYS": "abc"}, "ENCRYPTION_KEYS each key must be 32 bytes in URL-safe base64"),
        ({"ENCRYPTION_KEYS": f"{KEYS},abc"}, "ENCRYPTION_KEYS each key must be 32 bytes"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a random text of at least 16 characters"),
        (
            {"SECRET_KEY": "changeme-changeme"},
            "SECRET_KEY must be a random text of at least 16 characters: it",
        ),
        ({"SECRET_KEY_PREVIOUS": "short"}, "SECRET_KEY_PREVIOUS must be earlier values of SECRET_KEY"),
        ({"SMS_BACKEND": "pigeon"}, "SMS_BACKEND "),
        ({"SMS_BACKEND": "twilio"}, "TWILIO_ACCOUNT_SID is missing"),
        ({"SMS_BACKEND": "twilio", "TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN is missing"),
        (
            {"SMS_BACKEND": "twilio", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"},
            "TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM is missing",
        ),
        ({"EMAIL_BACKEND": "smtp"}, "SMTP_URL is missing"),
        ({"EMAIL_BACKEND": "smtp", "SMTP_URL": "smtp://h"}, "EMAIL_FROM is missing"),
        ({"LEASE_SECONDS": "5"}, "LEASE_SECONDS must be longer than HTTP_TIMEOUT_SECONDS"),
        ({"LEASE_SECONDS": "a while"}, "LEASE_SECONDS must be a number of seconds"),
        ({"TICK_SECONDS": "0"}, "TICK_SECONDS must be a number of seconds above 0"),
        ({"PORT": "http"}, "PORT "),
        ({"PUBLIC_URL": "example.org"}, "PUBLIC_URL must be an address such as https://"),
        ({"PATHWAYS_DIR": "nowhere"}, "PATHWAYS_DIR nowhere is not a folder"),
        ({"TEMPLATES_DIR": "nowhere"}, "TEMPLATES_DIR nowhere is not a folder"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_with_what_it_should_be(reminders: Run, settings: dict[str, str], sentence: str):
    found = reminders("status", **settings)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"reminders: {sentence}")
    assert "abc" not in found.err
    assert "short" not in found.err.replace("must be", "")


def test_a_server_without_keys_is_refused_and_sqlite_makes_its_own(reminders: Run, folder: Path):
    server = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert "SECRET_KEY is missing" in reminders("status", **server).err
    assert "ENCRYPTION_KEYS is missing" in reminders("status", **server, SECRET_KEY=SECRET).err
    assert reminders("migrate").code == 0
    secrets = folder / "reminders.secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    before = secrets.read_bytes()
    assert reminders("status").code == 0
    assert secrets.read_bytes() == before


def test_secrets_may_come_from_the_file_that_a_setting_names(folder: Path):
    create_secrets(folder / "mounted")
    named = load_settings({"SECRETS_FILE": str(folder / "mounted"), "SECRET_KEY": SECRET})
    assert (named.secret_key, len(named.encryption_keys)) == (SECRET, 1)
    with pytest.raises(SettingsError, match=r"SECRETS_FILE names .*gone, which is not there"):
        load_settings({"SECRETS_FILE": str(folder / "gone")})


def test_a_file_in_the_folder_serves_only_commands_on_sqlite(folder: Path):
    create_secrets(folder / "reminders.secrets")
    assert load_local_settings({}).has_keys
    assert not load_settings({}).has_keys
    assert not load_local_settings({"DATABASE_URL": "postgresql://127.0.0.1/none"}).has_keys


def test_the_demo_overwrites_nothing_but_a_demo(reminders: Run, folder: Path):
    (folder / "practice.db").write_bytes(b"patients")
    for url, sentence in {
        "sqlite:///practice.db": "DATABASE_URL names practice.db, which was not created by the demo",
        "postgresql://127.0.0.1/clinic": "the demo uses its own SQLite file",
    }.items():
        found = reminders("demo", "--no-serve", DATABASE_URL=url, SECRET_KEY=SECRET, ENCRYPTION_KEYS=new_key())
        assert found.code == 2
        assert sentence in found.err
    assert (folder / "practice.db").read_bytes() == b"patients"
    settings = load_settings({"DATABASE_URL": "sqlite:///made.db"})
    with closing(sqlite3.connect(folder / "made.db")) as connection:
        connection.execute(f"PRAGMA application_id = {DEMO_MARK}")
        connection.commit()
    assert demo_database(settings) == Path("made.db")


@each_row(
    ("environment", "host", "port", "address"),
    [
        ({}, None, None, "http://127.0.0.1:8000"),
        ({}, None, 9000, "http://127.0.0.1:9000"),
        ({"PORT": "8100"}, "0.0.0.0", None, "http://127.0.0.1:8100"),
        ({}, "::1", 9000, "http://[::1]:9000"),
        ({"PUBLIC_URL": "https://clinic.example"}, None, 9000, "https://clinic.example"),
    ],
)
def test_links_lead_to_where_the_one_process_listens(
    environment: dict[str, str], host: str | None, port: int | None, address: str
):
    assert reachable_at(load_settings(environment), host, port).public_url == address


def test_an_empty_database_is_refused_with_what_to_run(reminders: Run):
    found = reminders("status")
    assert (found.code, found.err) == (2, "reminders: the database is empty; run: reminders migrate\n")


def test_migrating_twice_is_harmless(reminders: Run):
    assert reminders("migrate").out == reminders("migrate").out


def test_wrong_keys_are_refused_at_once(reminders: Run):
    mine, other = (urlsafe_b64encode(key).decode() for key in (KEY, OTHER_KEY))
    assert reminders("migrate", SECRET_KEY=SECRET, ENCRYPTION_KEYS=mine).code == 0
    for command in ("status", "migrate"):
        found = reminders(command, SECRET_KEY=SECRET, ENCRYPTION_KEYS=other)
        assert found.code == 2
        assert found.err.startswith("reminders: ENCRYPTION_KEYS do not fit this database: ")
        assert mine not in found.err
    assert reminders("status", SECRET_KEY=SECRET, ENCRYPTION_KEYS=f"{other},{mine}").code == 0


def test_a_database_that_is_not_there_is_one_sentence_without_its_password(reminders: Run):
    url = "postgresql://nobody:hunter2@127.0.0.1:1/none"
    found = reminders("status", DATABASE_URL=url, SECRET_KEY=SECRET, ENCRYPTION_KEYS=new_key())
    assert found.code in {1, 2}
    assert found.err.startswith("reminders: ")
    assert found.err.count("\n") == 1
    assert "hunter2" not in found.err


def test_a_file_that_is_no_database_is_one_sentence(reminders: Run, folder: Path):
    (folder / "reminders.db").write_bytes(b"not a database" * 100)
    found = reminders("status")
    assert (found.code, found.err) == (
        1,
        "reminders: the database does not answer as it should: file is not a database\n",
    )


def test_a_folder_that_cannot_be_written_is_one_sentence(reminders: Run):
    found = reminders("migrate", DATABASE_URL="sqlite:////nowhere/at/all.db")
    assert (found.code, found.err.count("\n")) == (1, 1)
    assert found.err.startswith("reminders: the database does not answer as it should: ")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("STOP", {"stop": True}),
        ("INICIO", {"start": True}),
        ("ayuda", {"help": True}),
        ("2", {"answer": 2}),
        ("I have chest pain", {"red_flag": "A"}),
        ("hello", {}),
        ("", {}),
    ],
)
def test_read_says_how_a_text_would_be_read(reminders: Run, text: str, reading: dict[str, object]):
    expected = {
        "stop": False,
        "start": False,
        "help": False,
        "red_flag": None,
        "answer": None,
        "unclear_stop": False,
        "plan_event": None,
        "automatic": False,
        "score": None,
    } | reading
    found = reminders("read", text, "--json")
    assert (found.code, json.loads(found.out)) == (0, expected)
    assert list(json.loads(found.out)) == list(expected)


def test_read_takes_a_line_after_the_other_from_standard_input(reminders: Run):
    found = reminders("read", "-", text=b"STOP\r\n\n2\n\xff\xfe\nno more texts")
    assert [json.loads(line)["stop"] for line in found.out.splitlines()] == [True, False, False, False, True]


def test_read_knows_which_digits_may_be_answered(reminders: Run):
    assert json.loads(reminders("read", "3", "--answers", "1,2", "--json").out)["answer"] is None
    assert reminders("read", "3").out == "answer 3\n"
    wrong = reminders("read", "3", "--answers", "yes")
    assert (wrong.code, "--answers takes digits" in wrong.err) == (2, True)


def test_the_shipped_templates_keep_the_rules(reminders: Run):
    found = reminders("templates", "check")
    assert (found.code, found.out) == (0, "every message renders and follows the rules\n")


def test_a_template_that_breaks_a_rule_is_named(reminders: Run, folder: Path):
    own = folder / "mine" / "messages" / "walk" / "en"
    own.mkdir(parents=True)
    (own / "sms.txt").write_text("{{ clinic.name }}: hello {{ patient.shoe_size }}", encoding="utf-8")
    found = reminders("templates", "check", TEMPLATES_DIR="mine")
    assert found.code == 1
    assert "messages/walk/en/sms.txt" in found.out
    assert "shoe_size" in found.out


def test_help_and_no_arguments_need_nothing(reminders: Run, folder: Path):
    assert reminders("--help").code == 0
    assert reminders("enroll", "--help").code == 0
    assert reminders().code == 2
    assert list(folder.iterdir()) == []
    assert "DATABASE_URL" not in os.environ
