"""What staff are called: by invitation, by themselves, by an admin; shown wherever a colleague is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember, shown_names
from reminders.core.staff.staff_name import LONGEST, UnusableNameError, clean_name
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit, patients, staff_members
from tests.making import all_rows, enroll_rows, row
from tests.tables import each_row
from tests.web.alerts.test_today_and_inbox import ANA, PHONE
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

STAFF = "/settings/staff"
NAME = "Ada Lane, RN"


@each_row(
    ("typed", "kept"),
    [
        ("  Ana   Ruiz,\tRN ", "Ana Ruiz, RN"),
        ("Nun\u0303ez", "Nuñez"),
        ("  ", None),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), UnusableNameError),
        ("Ana\u200bRuiz", UnusableNameError),
        ("Ana\x00", UnusableNameError),
    ],
)
def test_a_name_is_kept_as_it_is_shown(typed: str, kept: str | type[UnusableNameError] | None):
    if isinstance(kept, type):
        with pytest.raises(kept):
            clean_name(typed)
    else:
        assert clean_name(typed) == kept


def test_two_of_one_name_are_told_apart():
    ada, her, ben = (
        StaffMember(email, 1, email, Role.ADMIN, "en", has_password=True, name=name)
        for email, name in (("a@oak.example", "Ada Lane"), ("b@oak.example", "ada lane"), ("c@oak.example", None))
    )
    assert list(shown_names([ada, her, ben]).values()) == [
        "Ada Lane (a@oak.example)",
        "ada lane (b@oak.example)",
        "c@oak.example",
    ]


def test_every_place_that_shows_a_colleague_shows_the_name(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    ada = signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")
    ben = signed_in(context, clinic, Role.ADMIN, "ben@oak.example")
    patient, (alert,) = all_rows(context, patients)[0].id, all_rows(context, alerts)
    ada.post(f"/alerts/{alert.id}/acknowledge", "/", back="today")
    ada.post(f"/inbox/{patient}/close", f"/inbox/{patient}", note="called her", to="")
    theirs = {  # the page, and what stands around the colleague there
        "/": "Taken by ",
        "/inbox": "Taken by ",
        f"/inbox/{patient}": "Taken by ",
        f"/patients/{patient}": "Note by ",
        f"/alerts/{alert.id}/assign": "Taken by ",
        "/settings/record": "<td>",
        STAFF: "<strong>",
    }
    for page, before in theirs.items():
        if page != STAFF:
            assert f"{before}ada@oak.example" in ben.get(page).text, page
    assert ada.post("/account", name=f"  {NAME} ", keys="yes").status_code == 303
    for page, before in theirs.items():
        assert f"{before}{NAME}" in ben.get(page).text, page
    assert f"Signed in as {NAME} (" in ada.get("/").text
    assert ben.get(f"/alerts/{alert.id}/assign").text.count(NAME) == 2, "who has it, and among whom it can be given to"
    late = ben.post(f"/alerts/{alert.id}/acknowledge", "/", back="today").headers["location"]
    assert f"{NAME} took this before you" in ben.get(late).text


def test_names_lie_encrypted_and_stand_in_no_line_of_the_audit_log(context: Context, clinic: Clinic):
    ada = signed_in(context, clinic)
    ada.post("/account", name=NAME)
    ada.post("/account", name=NAME)
    (stored,) = all_rows(context, staff_members)
    assert b"Lane" not in stored.name
    lines = all_rows(context, audit)
    assert [line.action for line in lines].count("staff name changed") == 1, "only a change is one"
    assert not [line for line in lines if "Lane" in (line.detail or "")]
    assert ada.post("/account", name="").status_code == 303
    assert all_rows(context, staff_members)[0].name is None
    assert "Signed in as nurse@oak.example (" in ada.get("/").text


def test_an_invitation_names_a_colleague_who_may_say_otherwise(context: Context, clinic: Clinic):
    admin = signed_in(context, clinic)
    shown = admin.post(STAFF, email="ben@oak.example", role="clinician", name="Ben B.", action="show").text
    path = re.search(r"/welcome/[\w-]+", shown)
    assert path
    welcome = Desk(context)
    assert 'value="Ben B."' in welcome.get(path[0]).text
    fields = {"password": "tulip engine maroon kettle", "name": "x" * 61}
    refused = welcome.post(path[0], path[0], **fields)
    assert refused.status_code == 422
    assert 'href="#name"' in refused.text
    assert welcome.post(path[0], path[0], **fields | {"name": "Ben Boone"}).status_code == 303
    assert "<strong>Ben Boone</strong>" in admin.get(STAFF).text


def test_an_admin_names_a_colleague_and_a_refused_name_comes_back(context: Context, clinic: Clinic):
    admin = signed_in(context, clinic)
    signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    ben = next(item.id for item in all_rows(context, staff_members) if item.role == "clinician")
    refused = admin.post(f"{STAFF}/{ben}/name", STAFF, name="Ben\u200b")
    assert refused.status_code == 422
    assert f'href="#name-{ben}"' in refused.text
    assert admin.post(f"{STAFF}/{ben}/name", STAFF, name="Ben Boone").status_code == 303
    assert "<strong>Ben Boone</strong>" in admin.get(STAFF).text
    refused = admin.post(STAFF, email="c@oak.example", role="clinician", name="y" * 61, action="show")
    assert refused.status_code == 422
    assert 'value="c@oak.example"' in refused.text
