"""The list of patients, the search and a patient's page, through the real application on both databases."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.database.vault import CellId
from reminders.store.tables import audit, enrollments, messages, opt_outs, patients, replies, search_terms
from tests.making import all_rows, at, enroll_rows, message, play, row, run, standing
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA = {"given_name": "Ana María", "family_name": "García", "phone": "(202) 555-0177", "external_id": "MRN-77"}
PHONE = "+12025550177"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def ana(context: Context) -> str:
    return f"/patients/{all_rows(context, patients)[0].id}"


def surgery(context: Context) -> str:
    return f"{ana(context)}/surgeries/{all_rows(context, enrollments)[0].id}"


def found_by(desk: Desk, query: str) -> Response:
    """Search as a browser does: the form is answered with the page to go to."""
    return desk.get(desk.post("/patients", query=query).headers["location"])


def actions(context: Context) -> list[str]:
    return [item.action for item in all_rows(context, audit) if item.patient_id]


@pytest.mark.parametrize("day", ["0026-03-05", "9999-12-31", "1952-03-14", "2101-01-01", "20260305", "2026-W11-1", ""])
def test_a_surgery_moves_only_to_a_day_that_a_file_could_hold(context: Context, desk: Desk, day: str):
    before = all_rows(context, enrollments)[0].surgery_date
    for seen in ("", "yes"):
        assert desk.post(f"{surgery(context)}/move", ana(context), date=day, seen=seen).status_code == 422
    assert all_rows(context, enrollments)[0].surgery_date == before


def test_a_search_finds_by_a_few_letters_and_leaves_no_name_in_the_address(context: Context, desk: Desk):
    found = found_by(desk, "garc")
    assert "1 patient found" in found.text
    assert ana(context) in found.text
    assert "No patients found" in found_by(desk, "zzz").text
    assert [item.action for item in all_rows(context, audit)].count("searched for a patient") == 2


@pytest.mark.parametrize("query", ["GARCI", "5550177", "mrn-77", "0177", "García, Ana"])
def test_the_search_in_the_header_finds_from_any_page_and_puts_nothing_into_the_address(desk: Desk, query: str):
    address = desk.post("/patients", "/settings", query=query).headers["location"]
    assert query not in address
    assert "1 patient found" in desk.get(address).text


def test_the_address_of_a_search_hides_the_name_and_opens_for_its_owner_and_a_while_only(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    address = desk.post("/patients", query="García 555-0177").headers["location"]
    shown = base64.urlsafe_b64decode(address.partition("?q=")[2])
    assert not re.search("garc|0177", address + shown.decode("latin-1"), re.IGNORECASE)
    assert len(address) == len(desk.post("/patients", query="Li").headers["location"])
    assert 'value="García 555-0177"' in desk.get(address).text  # Back, or again: a page like any other
    assert "This search has expired" in signed_in(context, clinic, email="doctor@oak.example").get(address).text
    assert "This search has expired" in desk.get(f"{address[:-8]}AAAAAAA=").text
    clock.set(at("03-10 08:00"))
    desk.sign_in()
    assert "This search has expired" in desk.get(address).text


def test_another_language_comes_back_to_the_same_page(context: Context, desk: Desk):
    address = desk.post("/patients", query="garc").headers["location"]
    page = desk.get(address).text
    back = html.unescape(re.search(r'name="next_url" value="([^"]+)"', page)[1])  # type: ignore[index]
    assert back == address
    assert desk.post("/language", page=address, language="es", next_url=back).headers["location"] == address
    shown = desk.post(f"{surgery(context)}/move", ana(context), date="2026-03-24").text
    assert 'name="next_url" value="/"' in shown  # a page that only a form can open


def test_a_look_at_a_patient_is_recorded_and_its_title_names_no_one(context: Context, desk: Desk):
    page = desk.get(ana(context))
    assert "Ana María García" in page.text
    assert "<title>Patient – Oak Clinic</title>" in page.text
    assert actions(context) == ["enrolled", "viewed a patient"]


def test_the_story_holds_plan_words_replies_alerts_and_notes_in_one_order(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    play(context, clock, "03-12 00:00")
    desk.sign_in()
    receive(context, clinic, Channel.SMS, PHONE, "my leg feels weak")
    run(context)
    desk.post(f"{ana(context)}/notes", ana(context), note="Called her back, <b>all well</b>.")
    text = desk.get(ana(context)).text
    order = ["all well", "emergency", "my leg feels weak", "Take a few short walks".lower(), "Surgery: Microdiscectomy"]
    past = text[text.index("History") :].lower()
    places = [past.index(words.lower().replace("take", "take")) for words in order]
    assert places == sorted(places)
    assert "<b>all well" not in text


def test_moving_a_surgery_shows_the_difference_first_and_changes_nothing_until_then(context: Context, desk: Desk):
    before = message(context, "walk_1").due_at
    shown = desk.post(f"{surgery(context)}/move", ana(context), date="2026-03-24")
    assert shown.status_code == 200
    assert "Wed, Mar 11, 2026" in shown.text
    assert "Wed, Mar 25, 2026" in shown.text
    assert message(context, "walk_1").due_at == before
    moved = desk.post(f"{surgery(context)}/move", ana(context), date="2026-03-24", seen="yes")
    assert moved.headers["location"].endswith("?done=moved")
    assert (message(context, "walk_1").due_at - before).days == 14
    assert "moved a surgery" in actions(context)


@pytest.mark.parametrize("day", ["", "24.3.2026", "2026-02-30"])
def test_a_date_that_is_none_is_refused_beside_the_field(context: Context, desk: Desk, day: str):
    answer = desk.post(f"{surgery(context)}/move", ana(context), date=day)
    assert answer.status_code == 422
    assert "Choose a date." in answer.text


def test_pausing_resuming_and_cancelling_for_a_reason(context: Context, desk: Desk):
    desk.post(f"{surgery(context)}/pause", ana(context))
    assert standing(context, "walk_1") == ("held", "paused")
    desk.post(f"{surgery(context)}/resume", ana(context))
    assert standing(context, "walk_1") == ("planned", None)
    assert desk.post(f"{surgery(context)}/cancel", ana(context), reason="bored").status_code == 422
    assert standing(context, "walk_1") == ("planned", None)
    desk.post(f"{surgery(context)}/cancel", ana(context), reason="died", seen="yes")
    assert standing(context, "walk_1")[0] == "cancelled"
    refused = desk.post(f"{surgery(context)}/move", ana(context), date="2026-04-24", seen="yes")
    assert refused.status_code == 422
    assert actions(context).count("moved a surgery") == 0


def test_a_corrected_phone_is_checked_and_the_plan_follows(context: Context, desk: Desk):
    contact = f"{ana(context)}/contact"
    wrong = desk.post(contact, phone="12", email="", language="en")
    assert wrong.status_code == 422
    assert 'id="phone-error"' in wrong.text
    desk.save(contact, phone="", email="ana@example.org", language="es")
    assert standing(context, "walk_1")[0] == "skipped"
    assert standing(context, "walk_1", "email")[0] == "planned"
    assert "corrected contact details" in actions(context)
    assert all_rows(context, audit)[-1].detail == "email, language, phone"


def test_an_export_holds_everything_and_is_recorded(context: Context, clinic: Clinic, desk: Desk, clock: FixedClock):
    play(context, clock, "03-12 00:00")
    desk.sign_in()
    receive(context, clinic, Channel.SMS, PHONE, "is this normal?")
    answer = desk.post(f"{ana(context)}/export", ana(context))
    kept = json.loads(answer.text)
    assert kept["patient"]["family_name"] == "García"
    assert kept["replies"][0]["body"] == "is this normal?"
    assert any("short walks" in (item["text"] or "") for item in kept["messages"])
    assert {"consents", "surgeries", "attempts", "answers", "alerts", "notes", "audit"} <= set(kept)
    assert "exported a patient" in actions(context)


def test_erasing_wipes_the_person_and_keeps_history_and_the_stop(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    play(context, clock, "03-12 00:00")
    desk.sign_in()
    receive(context, clinic, Channel.SMS, PHONE, "STOP please, it hurts")
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    desk.post(f"{ana(context)}/notes", ana(context), note="secret")
    assert desk.post(f"{ana(context)}/erase").status_code == 422
    assert desk.post(f"{ana(context)}/erase", sure="yes").headers["location"] == "/patients?done=erased"
    assert desk.get(ana(context)).status_code == 404
    assert "No patients found" in found_by(desk, "garc").text
    assert all_rows(context, search_terms) == []
    left = all_rows(context, messages)
    assert {item.content for item in left} | {item.address for item in left} == {None}
    assert {item.status for item in left if item.kind == "scheduled"} >= {"accepted"}
    assert not {item.status for item in left} & {"planned", "held"}
    with context.db.read() as tx:
        assert {
            tx.vault.decrypt(CellId("replies.body", item.id), item.body) for item in all_rows(context, replies)
        } == {""}
    assert len(all_rows(context, opt_outs)) == 1
    enroll_rows(context, clinic, row(**ANA | {"external_id": "MRN-78", "surgery_date": "2026-04-10"}))
    assert {item.reason for item in all_rows(context, messages) if item.channel == "sms"} >= {"opted_out"}


def test_an_enroller_may_look_and_correct_but_not_change_the_plan(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**ANA))
    desk = signed_in(context, clinic, Role.ENROLLER)
    assert "Move the surgery" not in desk.get(ana(context)).text
    assert desk.post(f"{surgery(context)}/pause", ana(context)).status_code == 403


def test_a_page_of_the_list_goes_on_where_it_ended_also_within_one_day(context: Context, clinic: Clinic, desk: Desk):
    enroll_rows(context, clinic, *(row(surgery_date="2026-03-10") for _ in range(120)))
    seen: list[str] = []
    path: str | None = "/patients"
    while path:
        page = desk.get(path).text
        seen += re.findall(r'<td><a href="/patients/([0-9a-f-]{36})"', page)
        following = re.search(r'href="(/patients\?[^"]+)">Next page', page)
        path = following[1] if following else None
        assert "2026" not in (path or "")  # no surgery date in an address
    assert len(seen) == len(set(seen)) == 121


def test_a_plan_that_a_text_holds_back_is_not_called_active_in_the_list(context: Context, clinic: Clinic, desk: Desk):
    def states() -> list[str]:
        return re.findall(r'data-label="Plan"><span class="tag \w+">([^<]+)', desk.get("/patients").text)

    assert states() == ["Active"]
    receive(context, clinic, Channel.SMS, "+12025550177", "my surgery was cancelled")
    assert states() == ["On hold"]
    assert "On hold" in found_by(desk, "garc").text


def test_another_surgery_is_enrolled_with_what_is_known_of_the_patient(context: Context, desk: Desk):
    page = desk.get(f"{ana(context)}/surgery")
    assert 'value="García"' in page.text
    assert actions(context)[-1] == "viewed a patient"
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
    given = {name: fields[name] for name in ("again", "given_name", "family_name", "phone", "timezone", "external_id")}
    surgery_date = {"procedure": "laminectomy", "surgery_date": "2026-09-01", "language": "en", "sms_consent": "yes"}
    answer = desk.post("/enroll", f"{ana(context)}/surgery", **given, **surgery_date, job_strain="desk")
    assert answer.status_code == 303
    assert len(all_rows(context, patients)) == 1
    assert len(all_rows(context, enrollments)) == 2


def test_another_surgery_of_someone_who_turns_out_to_be_another_is_asked_about(context: Context, desk: Desk):
    page = desk.get(f"{ana(context)}/surgery")
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
    given = {name: fields[name] for name in ("again", "phone", "timezone", "external_id")}
    given |= {"given_name": "Luis", "family_name": "García", "procedure": "laminectomy", "job_strain": "desk"}
    given |= {"surgery_date": "2026-09-01", "language": "en", "sms_consent": "yes"}
    answer = desk.post("/enroll", f"{ana(context)}/surgery", **given)
    assert answer.status_code == 409
    assert "Possible duplicate" in answer.text
    assert len(all_rows(context, enrollments)) == 1
