"""The staff page: who last signed in when, another role, deactivated and back; a clinic never loses its last admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.actor import Actor
from reminders.core.model.errors import UseError
from reminders.core.model.roles import Role
from reminders.services.staff.staff import change_role, disable_member, get_member
from reminders.store.tables import audit, staff_members
from tests.making import all_rows
from tests.web.desk import add_person, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/settings/staff"


def test_a_role_is_changed_and_holds_from_the_next_page_on(context: Context, clinic: Clinic):
    admin = signed_in(context, clinic)
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    assert ben.get(PAGE).status_code == 403
    someone = next(item.id for item in all_rows(context, staff_members) if item.role == "clinician")
    assert admin.post(f"{PAGE}/{someone}/role", PAGE, role="admin").status_code == 303
    assert "Mar 9, 2026, 3:00\u00a0PM" in ben.get(PAGE).text  # who signed in when
    assert admin.post(f"{PAGE}/{someone}/role", PAGE, role="owner").status_code == 422
    assert admin.post(f"{PAGE}/{someone}/disable", PAGE).status_code == 303
    assert ben.get(PAGE).status_code == 303
    said = [item.action for item in all_rows(context, audit)]
    assert (said.count("staff role changed"), said.count("staff disabled")) == (1, 1)


def test_no_one_changes_their_own_role_nor_deactivates_themselves(context: Context, clinic: Clinic):
    admin = signed_in(context, clinic)
    own = all_rows(context, staff_members)[0].id
    for path, fields in (("role", {"role": "enroller"}), ("disable", {})):
        answer = admin.post(f"{PAGE}/{own}/{path}", PAGE, **fields)
        assert answer.status_code == 422
        assert "ask another admin" in answer.text


def test_the_last_admin_stays(context: Context, clinic: Clinic):
    ada, ben = (add_person(context, clinic, f"{name}@oak.example") for name in ("ada", "ben"))
    disable_member(context, clinic, ben, actor=Actor.staff(ada.id))
    for lose in (
        lambda: disable_member(context, clinic, ada, actor=Actor.staff(ben.id)),
        lambda: change_role(context, clinic, ada, Role.CLINICIAN, actor=Actor.staff(ben.id)),
    ):
        with pytest.raises(UseError, match="the last admin"):
            lose()
    assert get_member(context, clinic, ada.id).role is Role.ADMIN
