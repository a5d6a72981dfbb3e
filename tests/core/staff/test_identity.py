"""Roles by group, as OIDC_ROLES names them."""

from __future__ import annotations

import pytest

from reminders.core.model.roles import Role
from reminders.core.staff.identity import GroupRule, is_safe_issuer, match_rule, read_rules
from tests.tables import each_row

RULES = read_rules("nurses=clinician, desk=enroller, oak-admins=oak:admin, elm-admins=elm:admin")
ADMIN_AT_OAK = GroupRule("oak-admins", Role.ADMIN, "oak")


def test_how_rules_are_written():
    assert RULES[0] == GroupRule("nurses", Role.CLINICIAN)
    assert RULES[2] == ADMIN_AT_OAK
    assert read_rules("") == ()


@each_row("text", ["nurses", "nurses=", "nurses=boss", "=admin", "nurses=oak:boss"])
def test_what_is_refused(text: str):
    with pytest.raises(ValueError, match="group=role"):
        read_rules(text)


@each_row(
    "groups,clinic,expected",
    [
        (["nurses"], "oak", GroupRule("nurses", Role.CLINICIAN)),
        (["nurses", "oak-admins"], "oak", ADMIN_AT_OAK),
        (["nurses", "oak-admins"], "elm", GroupRule("nurses", Role.CLINICIAN)),
        (["nurses", "oak-admins"], None, ADMIN_AT_OAK),
        (["elm-admins", "oak-admins"], None, None),
        (["elm-admins", "oak-admins"], "oak", ADMIN_AT_OAK),
        (["elm-admins"], "oak", None),
        (["Nurses"], "oak", None),
        ([], None, None),
    ],
)
def test_which_role_a_person_has(groups: list[str], clinic: str | None, expected: GroupRule | None):
    assert match_rule(RULES, groups, clinic) == expected


@each_row(
    "issuer,safe",
    [
        ("https://login.example/t/", True),
        ("http://127.0.0.1:9000", True),
        ("http://login.example", False),
        ("login.example", False),
    ],
)
def test_an_issuer_is_safe_behind_tls_or_on_this_machine(issuer: str, *, safe: bool):
    assert is_safe_issuer(issuer) is safe
