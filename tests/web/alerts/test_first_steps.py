"""A new clinic is told what to set up: a step at a time is done, admins alone see it, and it can be put away."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.roles import Role
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.clinics.clinic_settings import change_clinic
from reminders.store.tables import audit
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row
from tests.web.desk import Desk, add_person, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def left(desk: Desk) -> list[str]:
    """Return where the steps that are left lead."""
    found = re.search(r'<section class="panel first-steps".*?</section>', desk.get("/").text, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def test_each_step_is_done_by_doing_it_and_the_list_goes_with_the_last(context: Context, clinic: Clinic):
    clinic = replace(clinic, email="", holiday_region="")
    change_clinic(context, clinic, actor=SOMEBODY)
    desk = signed_in(context, clinic)
    steps = ["/settings", "/settings/closed-days", "/settings/on-call", "/settings/staff", "/enroll"]
    doings = (
        lambda: change_clinic(context, replace(clinic, email="desk@oak.example"), actor=SOMEBODY),
        lambda: change_clinic(
            context, replace(clinic, email="desk@oak.example", holiday_region="US-NY"), actor=SOMEBODY
        ),
        lambda: add_on_call(context, clinic, OnCall("Ada", "+12125550101"), actor=SOMEBODY),
        lambda: add_person(context, clinic, "desk@oak.example", Role.ENROLLER),
        lambda: enroll_rows(context, clinic, row()),
    )
    for number, do in enumerate(doings):
        assert left(desk) == steps[number:]
        do()
    assert left(desk) == []


def test_others_do_not_see_it_and_who_puts_it_away_does_so_for_this_clinic(context: Context, clinic: Clinic):
    elm = signed_in(context, add_oak(context, slug="elm", name="Elm"), email="elm@oak.example")
    nurse = signed_in(context, clinic, Role.CLINICIAN, "nurse2@oak.example")
    assert left(nurse) == []
    assert nurse.post("/first-steps/hide", "/").status_code == 403
    desk = signed_in(context, clinic)
    assert left(desk)
    assert desk.post("/first-steps/hide", "/").status_code == 303
    assert left(desk) == []
    assert left(elm)
    assert [item.detail for item in all_rows(context, audit) if item.action == "clinic settings changed"] == [
        "first steps hidden"
    ]
