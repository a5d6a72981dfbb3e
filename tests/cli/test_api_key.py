"""`reminders api-key`: created and printed once, listed without the key, revoked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_key_is_printed_once_and_kept_as_a_hash(oak: Run, folder: Path):
    created = json.loads(oak("api-key", "create", "--name", "Epic", "--scope", "messages:read", "--json").out)
    assert created.keys() == {"id", "key"}
    assert created["key"].startswith("rem_live_")
    assert created["key"].encode() not in (folder / "reminders.db").read_bytes()
    assert json.loads(oak("api-key", "create", "--name", "Lab", "--test", "--json").out)["key"].startswith("rem_test_")
    listed = oak("api-key", "list", "--json").out
    lines = {line["name"]: line for line in map(json.loads, listed.splitlines())}
    assert (lines["Epic"]["scopes"], lines["Epic"]["test"]) == (["messages:read"], False)
    assert (len(lines["Lab"]["scopes"]), lines["Lab"]["test"]) == (4, True)
    assert created["key"] not in listed
    assert oak("api-key", "revoke", created["id"]).out == f"Epic ({created['id']}) is revoked\n"
    assert "was revoked already" in oak("api-key", "revoke", created["id"]).out
    row = next(line for line in oak("api-key", "list").out.splitlines() if "Epic" in line)
    assert "revoked  never used" in row


REFUSED = [
    (["create", "--name", "x", "--scope", "everything"], 2, "there is no scope 'everything'; known: enrollments:read"),
    (["create", "--name", " "], 2, "--name: name the system that will use this key"),
    (["create", "--name", "n" * 51], 2, "--name: longer than 50 characters"),
    (["create", "--name", "x", "--expires", "tomorrow"], 2, "--expires: write the date as YYYY-MM-DD"),
    (["create", "--name", "x", "--expires", "2020-01-01"], 2, "--expires: this day is past; choose a later one"),
    (["revoke", "no-such-id"], 1, "no such API key in this clinic; see: reminders api-key list"),
]


@each_row(("arguments", "code", "says"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(oak: Run, arguments: list[str], code: int, says: str):
    refused = oak("api-key", *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.startswith(f"reminders: {says}")
    assert refused.err.count("\n") == 1
