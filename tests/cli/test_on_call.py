"""`reminders clinic on-call` and `reminders alert`, as someone types them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reminders.cli.opening import open_context
from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.clinics import clinics

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_list_is_kept_from_the_command_line(oak: Run):
    assert "no one is on call" in oak("clinic", "on-call", "list").err
    assert oak("clinic", "on-call", "add", "Ada Dahl", "--phone", "(212) 555-0101").code == 0
    assert oak("clinic", "on-call", "add", "Ben", "--email", "ben@clinic.example", "--place", "1").code == 0
    lines = [json.loads(line) for line in oak("clinic", "on-call", "list", "--json").out.splitlines()]
    assert lines == [
        {"place": 1, "name": "Ben", "phone": None, "email": "ben@clinic.example"},
        {"place": 2, "name": "Ada Dahl", "phone": "+12125550101", "email": None},
    ]
    assert oak("clinic", "set", "oak", "--escalate-minutes", "5", "--email", "desk@clinic.example").code == 0
    assert "after 5 minutes" in oak("clinic", "on-call", "list").out
    assert oak("clinic", "on-call", "remove", "1").out == "Ben is off the list\n"


def test_hours_and_absence_are_kept_from_the_command_line(oak: Run):
    assert oak("clinic", "on-call", "add", "Ada", "--phone", "(212) 555-0101", "--hours", "mon 08:00-09:00").code == 0
    listed = oak("clinic", "on-call", "list")
    assert "Ada: +12125550101 (mon 08:00-09:00)" in listed.out
    assert "no one is on duty from" in listed.err
    changed = oak("clinic", "on-call", "set", "1", "--hours", "always", "--away-from", "2026-12-24")
    assert changed.out == "Ada: always, away 2026-12-24 to ...\n"
    line = json.loads(oak("clinic", "on-call", "list", "--json").out)
    assert (line["hours"], line["away_from"], line["away_until"]) == ("always", "2026-12-24", None)


def test_what_new_closed_days_would_change_is_counted_and_not_saved(oak: Run):
    days = ("clinic", "set", "oak", "--closed-days", "2026-12-24 Christmas Eve")
    assert oak(*days, "--dry-run").out == "would change 0 unsent messages of 0 surgeries; nothing was saved\n"
    with open_context() as context, context.db.read() as tx:
        assert clinics.list_clinics(tx)[0].closed_days == ""
    assert oak(*days).code == 0
    with open_context() as context, context.db.read() as tx:
        assert clinics.list_clinics(tx)[0].closed_days == "2026-12-24 Christmas Eve"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("clinic", "on-call", "add", "Ada", "--phone", "(212) 555-0101", "--hours", "weekdays"), 2, "--hours"),
        (("clinic", "on-call", "add", "Ada", "--email", "a@b.example", "--away-from", "soon"), 2, "--away-from"),
        (("clinic", "on-call", "set", "4", "--hours", "always"), 1, "no one is at position 4"),
        (("clinic", "set", "oak", "--holidays", "US-XX"), 2, "--holidays"),
        (("clinic", "set", "oak", "--holidays", "ES"), 2, "clinic's country"),
        (("clinic", "set", "oak", "--closed-days", "Christmas"), 2, "--closed-days"),
        (("clinic", "on-call", "add", "Ada"), 2, "--phone, --email or both"),
        (("clinic", "on-call", "add", "Ada", "--phone", "12"), 2, "--phone"),
        (("clinic", "on-call", "add", "Ada", "--email", "ada"), 2, "--email"),
        (("clinic", "on-call", "remove", "3"), 1, "no one is at position 3"),
        (("clinic", "set", "oak", "--escalate-minutes", "0"), 2, "--escalate-minutes"),
        (("clinic", "set", "oak", "--email", "desk"), 2, "--email"),
        (("alert", "close", "7"), 1, "no open alert 7"),
    ],
)
def test_a_mistake_is_one_sentence(oak: Run, arguments: tuple[str, ...], code: int, says: str):
    result = oak(*arguments)
    assert (result.code, result.err.count("\n")) == (code, 1)
    assert says in result.err


def test_whose_an_alert_is_can_be_seen_without_knowing_the_clinic(oak: Run):
    """Who is paged knows that an alert is open somewhere, and must find out which clinic to phone."""
    oak("clinic", "add", "elm", "--name", "Elm", "--phone", "(202) 555-0111", "--timezone", "America/New_York")
    with open_context() as context:
        with context.db.read() as tx:
            known = clinics.list_clinics(tx)
        for number, clinic in enumerate(known):
            receive(context, clinic, Channel.SMS, f"+1202555012{number}", "I have chest pain")
    oak("status")  # takes away what was logged until here
    lines = oak("alert", "list").out.splitlines()
    assert {line.split()[1] for line in lines} == {"elm", "oak"}
    of_one = oak("alert", "list", "--clinic", "oak").out.splitlines()
    assert of_one == [line for line in lines if line.split()[1] == "oak"]
    assert [json.loads(line)["clinic"] for line in oak("alert", "list", "--clinic", "elm", "--json").out.splitlines()]
    assert oak("alert", "list", "--clinic", "nope").code == 1


def test_an_alert_is_listed_acknowledged_and_closed(oak: Run):
    with open_context() as context:
        with context.db.read() as tx:
            (clinic,) = clinics.list_clinics(tx)
        receive(context, clinic, Channel.SMS, "+12025550123", "I have chest pain")
    assert "red_flag (tier A): not taken" in oak("alert", "list").out
    status = json.loads(oak("status", "--json").out)
    assert (status["open_alerts"], status["unheard_alerts"]) == (1, 1)
    assert status["oldest_alert_seconds"] >= 0
    assert oak("alert", "acknowledge", "1", "--by", "Ada").code == 0
    assert "taken by Ada" in oak("alert", "list").out
    assert json.loads(oak("status", "--json").out)["unheard_alerts"] == 0
    assert oak("alert", "close", "1", "--by", "Ada").code == 0
    assert oak("alert", "list").out == ""
    assert "closed" in oak("alert", "list", "--closed").out
