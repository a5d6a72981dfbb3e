"""A clinician writes, a colleague approves, and only then does a patient see it: all of it on the site."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.clinics.care_files import export_care
from reminders.services.clinics.care_versions import list_versions
from reminders.services.records.list_messages import list_messages
from reminders.services.wording.live_care import at_clinic
from tests.making import enroll_rows, outbox, play, row
from tests.web.desk import PASSWORD, Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

WORDS = "/messages/wording/walk/en"


@pytest.fixture
def ada(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")


@pytest.fixture
def ben(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")


def typed(desk: Desk, path: str) -> dict[str, str]:
    """Return the fields of a form as a browser would send them."""
    html = desk.get(path).text
    fields = {
        name: unescape(text)
        for name, text in re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    }
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and value and 'type="checkbox"' not in tag and name[1] not in {"csrf", "q"}:
            fields[name[1]] = unescape(value[1])
    return fields


def newest(context: Context, clinic: Clinic) -> str:
    return f"/messages/versions/{max(one.version.id for one in list_versions(context, clinic))}"


def test_from_an_edit_to_the_text_that_names_who_approved_it(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk, ben: Desk
):
    enroll_rows(context, clinic, row(external_id="A"))
    form = typed(ada, WORDS)
    assert "[first name]" in form["sms"]
    form["sms"] = form["sms"].replace("Rest in between", "Take a rest in between")
    assert ada.post(WORDS, **form).status_code == 303
    page = newest(context, clinic)
    assert "another person has to approve it" in ada.get(page).text
    assert ada.post(page, act="approve").status_code == 422
    shown = ben.get(page).text
    assert "<del>Rest </del>" in shown
    assert "<ins>Take a rest </ins>" in shown
    assert ben.post(page, act="approve").status_code == 303
    live = " ".join(ben.get(page).text.split())
    assert "What this changed" in live
    assert "<ins>Take a rest </ins>" in live, "what it changed stays to be read once it is live"
    play(context, clock, "03-12 00:00")
    assert any("Take a rest in between" in item.content.text for item in outbox(context).sent)
    sent = next(line for line in list_messages(context) if line.step == "walk_1" and line.channel == "sms")
    assert (sent.wording_version, sent.approved_by) == (2, "ben@oak.example")
    assert sent.patient_id is not None
    ada.sign_in("ada@oak.example")
    shown = ada.get(f"/patients/{sent.patient_id}").text
    assert "wording version 2 · approved by ben@oak.example" in " ".join(shown.split())


def test_a_version_waits_for_its_time_is_canceled_and_goes_back_to_what_ships(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk, ben: Desk
):
    form = typed(ada, WORDS)
    ada.post(WORDS, **form | {"sms": form["sms"].replace("Rest in between", "Rest often")})
    page = newest(context, clinic)
    for wrong, why in (
        ("soon", "Choose a date and a time"),
        ("9999-12-31T23:59", "Choose a date and a time"),
        ("0001-01-01T00:00", "still to come"),
        ("2027-03-20T09:00", "within a year"),
        ("2026-03-09T14:59", "still to come"),
    ):
        assert why in ben.post(page, act="approve", live_at=wrong).text
    assert ben.post(page, act="approve", live_at="2026-03-09T15:20").status_code == 303  # in New York, in 20 minutes
    assert "Mon, Mar 9, 2026, 3:20" in ben.get(page).text
    assert ben.post(page, act="cancel").status_code == 303
    assert ben.post(page, act="approve", live_at="2026-03-09T15:20").status_code == 303
    clock.set(clock.now() + timedelta(minutes=20))
    ben.post("/confirm", proof=PASSWORD)
    shown = ben.get(page).text
    assert "Make the shipped version live again" in shown
    assert ben.post(page, act="shipped").status_code == 303
    assert export_care(at_clinic(context, clinic)) == export_care(context)
    assert "<ins>" in ben.get(page).text


def test_of_two_edits_of_the_same_words_the_second_is_not_approved_unseen(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk, ben: Desk
):
    pages: list[str] = []
    form = typed(ada, WORDS)
    for desk, words in ((ada, "Take a rest in between"), (ben, "Rest often")):
        assert desk.post(WORDS, **form | {"sms": form["sms"].replace("Rest in between", words)}).status_code == 303
        pages.append(newest(context, clinic))
    clock.set(clock.now().replace(second=30))
    assert ben.post(pages[0], act="approve").status_code == 303
    lost = ada.post(pages[1], act="approve")
    assert lost.status_code == 422
    assert "would be lost" in lost.text


def test_the_front_desk_cannot_edit(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic, Role.ENROLLER, "desk@oak.example")
    assert desk.get(WORDS).status_code == 403
    assert desk.get("/messages/microdiscectomy/edit").status_code == 403
    assert desk.get("/messages/versions").status_code == 403


def test_what_went_live_while_one_was_editing_is_not_undone(context: Context, clinic: Clinic, ada: Desk, ben: Desk):
    before, hers = typed(ada, WORDS), typed(ben, WORDS)
    assert ada.post(WORDS, **before | {"preheader": "Theirs."}).status_code == 303
    live = newest(context, clinic)
    assert ben.post(live, act="approve").status_code == 303
    late = ben.post(WORDS, **hers | {"preheader": "Mine."})
    assert late.status_code == 422
    assert "A colleague&#39;s version went live while you were editing" in late.text
    assert "Mine." in late.text
    assert newest(context, clinic) == live


def test_the_preview_shows_words_as_they_are_typed_and_what_is_wrong(ada: Desk):
    form = typed(ada, WORDS)
    good = ada.post(f"{WORDS}/check", page=WORDS, **form | {"sms": form["sms"].replace("Rest", "Sit down")})
    assert "No problems in these words." in good.text
    assert "Sit down" in good.text
    for shown in ("To Ana", "To Maximiliano, a long name", "segment", "¢", "reading level: grade"):
        assert shown in good.text
    wrong = ada.post(f"{WORDS}/check", page=WORDS, **form | {"sms": "[clinic]: take oxycodone. [surname]"})
    assert "no placeholder [surname]" in wrong.text
    bad = ada.post(f"{WORDS}/check", page=WORDS, **form | {"sms": form["sms"] + " Take your oxycodone <b>now</b>."})
    assert "carry no such detail" in bad.text
    assert "oxycodone &lt;b&gt;now" in bad.text
    assert 'class="bubble"' in bad.text


def test_the_email_shows_as_it_looks_and_nothing_in_it_runs(ada: Desk):
    form = typed(ada, WORDS)
    shown = ada.post(
        f"{WORDS}/email", page=WORDS, **form | {"email": form["email"] + "\n\nHi <script>alert(1)</script>\n"}
    )
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "&lt;script&gt;" in shown.text
    assert "<script" not in shown.text


def test_words_that_are_being_written_are_sent_to_oneself_and_stay_in_the_form(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk
):
    form = typed(ada, WORDS)
    form["email"] = form["email"].replace("Rest", "Sit down", 1)
    answer = ada.post(f"{WORDS}/test", page=WORDS, **form | {"act": "email"})
    assert answer.status_code == 200
    assert "Sit down" in answer.text
    play(context, clock, "03-09 20:00")
    mails = [item for item in outbox(context, Channel.EMAIL).sent if item.address == "ada@oak.example"]
    assert ["Sit down" in item.content.text for item in mails] == [True]
    assert list_versions(context, clinic) == []
