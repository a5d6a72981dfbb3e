"""Who needs a second factor, and what is asked for after the password."""

from __future__ import annotations

import pytest

from reminders.core.model.roles import Role
from reminders.core.staff.second_factor import (
    Needs,
    needed_after_password,
    required_roles,
    step_at,
    write_roles,
)
from tests.tables import each_row

ADMINS = frozenset({Role.ADMIN})


@each_row(
    "setting,as_installed,expected",
    [
        ("default", ADMINS, {Role.ADMIN}),
        ("default", (), set()),
        ("", ADMINS, set()),
        ("admin,clinician", (), {Role.ADMIN, Role.CLINICIAN}),
        ("enroller", ADMINS, {Role.ENROLLER}),
    ],
)
def test_which_roles_need_one(setting: str, as_installed: frozenset[Role], expected: set[Role]):
    assert required_roles(setting, as_installed) == expected
    assert required_roles(write_roles(expected), as_installed) == expected


def test_a_role_that_is_none_is_refused():
    with pytest.raises(ValueError, match="nurse"):
        required_roles("admin,nurse", ())


@each_row(
    "role,has_factor,expected",
    [
        (Role.ADMIN, False, Needs.SETUP),
        (Role.ADMIN, True, Needs.CODE),
        (Role.CLINICIAN, False, None),
        (Role.CLINICIAN, True, Needs.CODE),
    ],
)
def test_what_is_asked_for(role: Role, expected: Needs | None, *, has_factor: bool):
    assert needed_after_password(role, ADMINS, has_factor=has_factor) is expected


def test_a_step_lasts_half_a_minute():
    assert [step_at(moment) for moment in (0, 29.9, 30, 59, 60)] == [0, 0, 1, 1, 2]
