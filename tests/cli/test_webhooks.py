"""`reminders webhooks`: added with a secret that is shown once, listed, and events sent again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_webhook_from_adding_to_an_event_that_is_sent_again(oak: Run, folder: Path):
    refused = oak("webhooks", "add", "https://10.0.0.7/hook")
    assert (refused.code, refused.err.startswith("reminders: URL: this is a private address")) == (2, True)
    added = json.loads(oak("webhooks", "add", "https://ehr.example.com/hook", "--json").out)
    assert added["secret"].startswith("whsec_")
    assert oak("enroll", str(csv_file(folder, row(surgery_date="2099-03-10")))).code == 0
    (event,) = map(json.loads, oak("webhooks", "events", "--json").out.splitlines())
    assert (event["type"], event["delivery"], event["webhook_id"]) == ("enrollment.created", "waiting", added["id"])
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        database.execute("UPDATE webhook_deliveries SET status = 'failed'")
        database.commit()
    assert "1 event will be sent again" in oak("webhooks", "replay", event["id"]).out
    assert json.loads(oak("webhooks", "events", "--json").out)["delivery"] == "waiting"
    assert "0 events will be sent again" in oak("webhooks", "replay", "--since", "2199-01-01").out
    assert [oak("webhooks", "replay", *more).code for more in ([], [event["webhook_id"]])] == [2, 1]
    assert oak("webhooks", "disable", added["id"]).code == 0
    listed = json.loads(oak("webhooks", "list", "--json").out)
    assert (listed["state"], listed["url"], "secret" in listed) == ("off", "https://ehr.example.com/hook", False)
    assert "no such webhook" in oak("webhooks", "enable", event["id"]).err
