"""A care plan is edited message by message: kept in a draft, checked field by field, sent for review."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.roles import Role
from reminders.services.clinics.care_files import export_care
from reminders.services.clinics.care_versions import list_versions
from reminders.services.wording.live_care import at_clinic
from reminders.store.tables import care_versions
from tests.making import all_rows
from tests.tables import each_row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context

PLAN = "/messages/microdiscectomy/edit"
WALK, WOUND, NEW = f"{PLAN}/walk_1", f"{PLAN}/wound_1", "/messages/microdiscectomy/add?like=walk_1"


@pytest.fixture
def ada(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")


@pytest.fixture
def ben(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")


def typed(html: str) -> dict[str, str | list[str]]:
    """Return the fields of a form as a browser would send them."""
    fields: dict[str, str | list[str]] = {}
    form = html[html.index("<main") : html.index("</main>")]
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if not name or not value or name[1] == "csrf":
            continue
        if 'type="checkbox"' not in tag:
            fields[name[1]] = unescape(value[1])
        elif " checked" in tag:
            known = fields.setdefault(name[1], [])
            assert isinstance(known, list)
            known.append(unescape(value[1]))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen
        fields[name] = chosen[1]
    return fields


def save(desk: Desk, path: str, **change: str | list[str]) -> str:
    """Fill in the form at a path and save it; return where it leads, or the page that refuses it."""
    answer = desk.post(path, **typed(desk.get(path).text) | change)  # type: ignore[arg-type]
    return answer.headers.get("location") or answer.text


def act(desk: Desk, act: str, **more: str) -> str:
    shown = typed(desk.get(PLAN).text)["shown"]
    assert isinstance(shown, str)
    answer = desk.post(PLAN, act=act, shown=shown, **more)
    return answer.headers.get("location") or answer.text


def live(context: Context, clinic: Clinic) -> dict[str, Step]:
    file = at_clinic(context, clinic).catalog.find("microdiscectomy")
    assert file is not None
    return {step.key: step for step in file.pathway.steps}


def test_every_field_of_a_message_goes_from_the_form_to_the_live_plan(
    context: Context, clinic: Clinic, ada: Desk, ben: Desk
):
    before, files = live(context, clinic), export_care(at_clinic(context, clinic))
    way = {"channels": "email_sms", "priority": "7", "optional": "yes", "when.job_strain": ["desk", "retired"]}
    assert "done=saved#step-walk_1" in save(ada, WALK, day="2", start="09:00", valid_for="1 d", **way)
    asks = {"again_after": "2", "answer_1": "worried", "answer_2": "fine", "follow_up": ["1"], "open_for": "2d"}
    assert "done=saved" in save(ada, WOUND, **asks)
    assert "done=saved" in save(ada, NEW, key="walk_2", anchor="discharge", day="3", channels="both")
    assert "done=saved" in act(ada, "up walk_2")
    assert "done=saved" in act(ada, "remove preop_prep")
    assert export_care(at_clinic(context, clinic)) == files, "nothing is live before it is approved"
    assert "answer" not in act(ada, "send"), "it is put up for review"
    (version,) = list_versions(context, clinic)
    page = f"/messages/versions/{version.version.id}"
    assert ada.post(page, act="approve").status_code == 422
    assert ben.post(page, act="approve").status_code == 303
    after = live(context, clinic)
    walk, wound, new = after["walk_1"], after["wound_1"], after["walk_2"]
    assert (walk.day, str(walk.between), walk.valid_for.days, walk.priority) == (2, "09:00-12:00", 1, 7)
    assert [channel.value for channel in walk.channels] == ["email", "sms"]
    assert (walk.optional, walk.when) == (True, {"job_strain": frozenset({"desk", "retired"})})
    assert wound.ask
    assert (wound.ask.answers, wound.ask.follow_up) == ({1: "worried", 2: "fine"}, {"worried"})
    assert after["wound_1_again"].day == wound.day + 2
    assert (new.anchor, new.day, new.on_both) == ("discharge", 3, True)
    assert list(after)[-2] == "walk_2"
    assert before.keys() - after.keys() == {"preop_prep"}
    kept = before.keys() - {"preop_prep", "walk_1", "wound_1"}
    assert {key: before[key] for key in kept} == {key: after[key] for key in kept}


@each_row(
    ("path", "change", "field", "why"),
    [
        (WALK, {"day": "soon"}, "day", "a whole number from -3650 to 3650"),
        (WALK, {"day": "-1", "anchor": "discharge"}, "day", "a whole number from 0"),
        (WALK, {"day": "0", "anchor": "visit"}, "day", "a whole number from 1"),
        (WALK, {"start": "25:00"}, "start", "a time such as 10:00"),
        (WALK, {"start": "13:00"}, "end", "after the first one"),
        (WALK, {"valid_for": "1 week"}, "valid_for", "for example 6h or 2d"),
        (WALK, {"priority": "high"}, "priority", "a whole number"),
        (WALK, {"after_discharge": "1", "day": "-2"}, "after_discharge", "eave this empty"),
        (WALK, {"to": "caregiver", "channels": "email"}, "to", "texts only"),
        (WALK, {"template": "no_such"}, "template", "from the list"),
        (WALK, {"when.job_strain": ["astronaut"]}, "when.job_strain", "from the list"),
        (WALK, {"when.answer.wound_1": ["worried"]}, "when.answer.wound_1", "not asked before"),
        (WOUND, {"answer_2": "Bad answer"}, "answer_2", "small letters"),
        (WOUND, {"answer_2": "fine"}, "answer_2", "there already"),
        (WOUND, {"answer_3": "great"}, "answer_3", "no answer great; it has: fine, worried"),
        (WOUND, {"answer_1": "", "answer_2": "", "follow_up": []}, "answer_1", "at least one"),
        (WOUND, {"question": "scale", "lowest": "5", "highest": "5"}, "highest", "above the lowest"),
        (WOUND, {"question": "scale", "thresholds": "bad"}, "thresholds", "&gt;= 7"),
        (WOUND, {"question": "scale", "thresholds": ">= 70"}, "thresholds", "not on this scale"),
        (WOUND, {"again_after": "99"}, "again_after", "from 1 to 30"),
        (f"{PLAN}/work_desk_1", {"question": ""}, "question", "depends on this one"),
        (NEW, {"key": "walk 2"}, "key", "small letters"),
        (NEW, {"key": "walk_1"}, "key", "already"),
        (NEW, {"key": "x" * 100_000}, "", ""),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_what_was_typed_stays(
    context: Context, ada: Desk, path: str, change: dict[str, str | list[str]], field: str, why: str
):
    fields = typed(ada.get(path).text) | change
    refused = ada.post(path, page="/messages/versions", **fields)  # type: ignore[arg-type]
    assert all_rows(context, care_versions) == []
    if not field:
        assert refused.status_code == 413
        return
    assert refused.status_code == 422
    error = re.search(rf'id="{re.escape(field)}-error"><span[^>]*>[^<]*</span>([^<]*)', refused.text)
    assert error, f"nothing beside {field}"
    assert why in error[1]
    assert f'href="#{field}"' in refused.text
    assert {name: text for name, text in typed(refused.text).items() if name != "shown"} | change == {
        name: text for name, text in fields.items() if name != "shown"
    }


def test_two_editors_and_two_windows_do_not_undo_each_other(context: Context, clinic: Clinic, ada: Desk, ben: Desk):
    window = typed(ada.get(WALK).text)
    assert "done=saved" in save(ada, WALK, day="2")
    late = ada.post(WALK, **window | {"day": "3"})  # type: ignore[arg-type]
    assert late.status_code == 422
    assert "changed since you opened the page" in late.text
    assert "done=saved" in save(ben, WALK, day="4")
    assert "/messages/versions/" in act(ada, "send")
    (version,) = list_versions(context, clinic)
    context.clock.set(context.clock.now().replace(second=30))  # type: ignore[attr-defined]
    assert ben.post(f"/messages/versions/{version.version.id}", act="approve").status_code == 303
    assert "went live after you began" in act(ben, "send")
    assert "/messages/versions/" in act(ben, "send", compared="yes")
    assert live(context, clinic)["walk_1"].day == 2


def test_a_draft_can_be_thrown_away_and_nothing_is_sent_for_nothing(ada: Desk):
    assert "Nothing was changed" in act(ada, "send")
    save(ada, WALK, day="2")
    assert "done=saved" in act(ada, "discard")
    assert "Your changes so far" not in ada.get(PLAN).text
    assert "answer_to" not in act(ada, "remove work_desk_1")


def test_the_preview_beside_the_form_follows_what_is_typed(ada: Desk):
    fields = typed(ada.get(WALK).text)
    right = ada.post("/messages/microdiscectomy/check", page=WALK, **fields)  # type: ignore[arg-type]
    assert "No problems in this message." in right.text
    assert "Maximiliano" in right.text
    assert "¢" in right.text
    wrong = ada.post("/messages/microdiscectomy/check", page=WALK, **fields | {"day": "soon"})  # type: ignore[arg-type]
    assert 'href="#day"' in wrong.text
    assert "<html" not in wrong.text


def test_the_calendar_shows_the_draft_with_the_limits_on_texts_applied(ada: Desk):
    calendar = ada.get(PLAN).text.partition('id="calendar"')[2]
    assert "Week 1" in calendar
    assert "Daily or weekly text limit reached" not in calendar
    assert "more than 9 texts" not in calendar
    for number in range(2, 8):
        assert "done=saved" in save(ada, NEW, key=f"walk_{number}", day=str(number // 2 + 1))
    calendar = ada.get(PLAN).text.partition('id="calendar"')[2]
    assert "Daily or weekly text limit reached" in calendar
    heavy = ada.get(f"{PLAN}?job_strain=heavy&optional=yes").text.partition('id="calendar"')[2]
    assert '<option value="heavy" selected>' in heavy
    assert "Not applicable" in heavy
