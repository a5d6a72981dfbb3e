"""Single sign-on against a provider that runs here: who gets in, with which role, and what is refused."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from reminders.channels.oidc import OidcProvider
from reminders.core.model.roles import Role
from reminders.core.staff.identity import read_rules
from reminders.services.context import SingleSignOn
from reminders.services.staff.staff import disable_member
from reminders.store.tables import audit, staff_members
from tests.making import SOMEBODY, add_oak, all_rows
from tests.standins.oidc import CLIENT_ID, CLIENT_SECRET, OidcStandin, new_key
from tests.tables import check_rows
from tests.web.desk import Desk, add_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from tests.web.desk import Response

HERE = "https://reminders.example.org"
NURSE: dict[str, Any] = {
    "sub": "s-1",
    "email": "nurse@oak.example",
    "email_verified": True,
    "groups": ["nurses", "everyone"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[OidcStandin]:
    with OidcStandin() as found:
        yield found


@pytest.fixture
def provider(server: OidcStandin) -> Iterator[OidcStandin]:
    signer = server.signer
    server.person, server.claims, server.algorithm = dict(NURSE), {}, "RS256"
    yield server
    server.signer, server.published = signer, [signer]


def with_sso(context: Context, provider: OidcStandin, rules: str = "", **more: Any) -> Context:
    found = OidcProvider(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scopes="openid email profile",
        groups_claim="groups",
        redirect_uri=f"{HERE}/sign-in/sso/callback",
        timeout=5,
    )
    return replace(context, sso=SingleSignOn(found, "Oak Street SSO", read_rules(rules), **more))


def come_back(desk: Desk, provider: OidcStandin, **changed: str) -> Response:
    """Go to the provider and back; `changed` replaces parts of what it sends back."""
    there = desk.get("/sign-in/sso?next_url=/patients").headers["location"]
    assert there.startswith(provider.issuer)
    back = urlsplit(provider.authorize(there))
    sent = {name: values[0] for name, values in parse_qs(back.query).items()} | changed
    return desk.get("/sign-in/sso/callback", params=sent)


def test_who_is_known_by_email_gets_in_and_goes_on(context: Context, clinic: Clinic, provider: OidcStandin):
    add_person(context, clinic)
    desk = Desk(with_sso(context, provider))
    assert "Oak Street SSO" in desk.get("/sign-in").text
    assert come_back(desk, provider).headers["location"] == "/patients"
    assert "Oak Clinic" in desk.get("/").text
    assert "single sign-on" in [row.detail for row in all_rows(context, audit)]


def test_the_name_that_the_provider_gives_fills_an_empty_one_and_no_other(
    context: Context, clinic: Clinic, provider: OidcStandin
):
    sso, desk = with_sso(context, provider, "nurses=clinician"), None
    for given, shown in (
        (f"{chr(0x202E)}Ruiz", "nurse@oak.example"),  # not fit to be shown, and no reason to keep the person out
        ("  Ana   Ruiz, RN ", "Ana Ruiz, RN"),
        ("A. Ruiz", "Ana Ruiz, RN"),
    ):
        provider.person = NURSE | {"name": given}
        desk = Desk(sso)
        assert come_back(desk, provider).headers["location"] == "/patients"
        assert f"Signed in as {shown} (" in desk.get("/").text
    said = [(line.actor_name, line.action) for line in all_rows(context, audit)]
    assert said.count(("identity provider", "staff name changed")) == 1


def test_roles_follow_groups_and_new_people_are_added(context: Context, clinic: Clinic, provider: OidcStandin):
    sso = with_sso(context, provider, "nurses=clinician, oak-admins=oak:admin")
    assert come_back(Desk(sso), provider).headers["location"] == "/patients"
    (row,) = all_rows(context, staff_members)
    assert (row.role, row.password_hash, row.clinic_id) == ("clinician", None, clinic.id)
    provider.person["groups"] = ["oak-admins"]
    come_back(Desk(sso), provider)
    provider.person["email"] = "renamed@oak.example"  # the subject is who it is
    come_back(Desk(sso), provider)
    (row,) = all_rows(context, staff_members)
    assert row.role == "admin"
    provider.person["groups"] = ["everyone"]
    refused = come_back(Desk(sso), provider)
    assert (refused.status_code, "None of your groups has a role" in refused.text) == (403, True)
    lines = [(item.actor_name, item.action) for item in all_rows(context, audit) if item.actor_kind == "provider"]
    assert lines == [("identity provider", "staff added"), ("identity provider", "staff role changed")]


def test_two_clinics_need_a_rule_that_says_which(context: Context, clinic: Clinic, provider: OidcStandin):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    assert come_back(Desk(with_sso(context, provider, "nurses=clinician")), provider).status_code == 403
    assert come_back(Desk(with_sso(context, provider, "nurses=elm:clinician")), provider).status_code == 303
    assert [row.clinic_id for row in all_rows(context, staff_members)] == [elm.id]
    assert come_back(Desk(with_sso(context, provider, "nurses=oak:admin")), provider).status_code == 403


def test_the_break_glass_account_alone_keeps_its_password(context: Context, clinic: Clinic, provider: OidcStandin):
    add_person(context, clinic, "glass@oak.example")
    add_person(context, clinic, role=Role.CLINICIAN)
    sso = with_sso(context, provider, break_glass=frozenset({"glass@oak.example"}))
    assert Desk(sso).sign_in("glass@oak.example").headers["location"] == "/"
    refused = Desk(sso).sign_in()
    assert (refused.status_code, "signs in with single sign-on" in refused.text) == (403, True)
    provider.person |= {"sub": "s-9", "email": "glass@oak.example", "groups": []}
    glass = replace(sso, sso=replace(sso.sso, rules=read_rules("nurses=enroller")))
    assert come_back(Desk(glass), provider).status_code == 303
    assert {row.role for row in all_rows(context, staff_members)} == {"admin", "clinician"}


REFUSED: dict[str, dict[str, Any]] = {
    "for another client": {"aud": "someone-else"},
    "for several, and issued to another": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "by another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "of another sign-in": {"nonce": "an older one"},
    "without a nonce": {"nonce": None},
    "of no one": {"sub": None},
    "with an email that is not verified": {"email_verified": False},
    "without an email": {"email": None},
}


def test_a_token_that_is_not_for_us_opens_nothing(context: Context, clinic: Clinic, provider: OidcStandin):
    add_person(context, clinic)
    desk = Desk(with_sso(context, provider))

    def check(changed: dict[str, Any]) -> None:
        provider.claims = changed
        assert come_back(desk, provider).status_code == 403
        assert "session" not in desk.client.cookies

    check_rows([(name, {"changed": changed}) for name, changed in REFUSED.items()], check)
    provider.claims = {}
    for algorithm in ("none", "HS256"):
        provider.algorithm = algorithm
        assert come_back(desk, provider).status_code == 403, algorithm
    provider.algorithm, provider.signer = "RS256", new_key("first")  # by the name of the provider's key
    assert come_back(desk, provider).status_code == 403


def test_an_answer_to_another_sign_in_or_a_second_time_opens_nothing(
    context: Context, clinic: Clinic, provider: OidcStandin
):
    add_person(context, clinic)
    sso = with_sso(context, provider)
    victim, attacker = Desk(sso), Desk(sso)
    assert come_back(victim, provider, state="made-up").status_code == 403
    assert come_back(victim, provider, code="").status_code == 403
    assert come_back(victim, provider, code="made-up").status_code == 403
    there = attacker.get("/sign-in/sso").headers["location"]
    back = provider.authorize(there).removeprefix(HERE)
    assert Desk(sso).get(back).status_code == 403, "another browser's"
    cookies = dict(attacker.client.cookies)
    assert attacker.get(back).status_code == 303
    replayed = Desk(sso)
    replayed.client.cookies.update(cookies)
    asked = len(provider.exchanges)
    assert replayed.get(back).status_code == 403
    assert len(provider.exchanges) == asked, "the provider is not even asked"


def test_a_verifier_of_ones_own_is_sent(context: Context, clinic: Clinic, provider: OidcStandin):
    add_person(context, clinic)
    desk = Desk(with_sso(context, provider))
    for _ in range(2):
        come_back(desk, provider)
    first, second = (form["code_verifier"] for form in provider.exchanges[-2:])
    assert first != second
    assert len(first) >= 43


def test_a_new_key_of_the_provider_is_found(context: Context, clinic: Clinic, provider: OidcStandin):
    add_person(context, clinic)
    desk = Desk(with_sso(context, provider))
    assert come_back(desk, provider).status_code == 303
    provider.signer = new_key("second")
    provider.published = [provider.signer]
    assert come_back(desk, provider).status_code == 303


def test_who_is_deactivated_or_another_person_stays_out(context: Context, clinic: Clinic, provider: OidcStandin):
    member = add_person(context, clinic)
    sso = with_sso(context, provider)
    assert come_back(Desk(sso), provider).status_code == 303
    provider.person["sub"] = "s-2"  # the email was given to someone else
    assert come_back(Desk(sso), provider).status_code == 403
    provider.person["sub"] = "s-1"
    disable_member(context, clinic, member, actor=SOMEBODY)
    assert come_back(Desk(sso), provider).status_code == 403


def test_a_protected_page_takes_a_new_sign_in_at_the_provider(
    context: Context, clinic: Clinic, clock: FixedClock, provider: OidcStandin
):
    add_person(context, clinic)
    desk = Desk(with_sso(context, provider))
    come_back(desk, provider)
    assert "/sign-in/sso?again=yes&amp;next_url=/patients" in desk.get("/confirm?next_url=/patients").text
    there = desk.get("/sign-in/sso?again=yes").headers["location"]
    assert "prompt=login" in there
    provider.claims = {"auth_time": int(time.time()) - 7200}
    assert desk.get(provider.authorize(there).removeprefix(HERE)).status_code == 403


@pytest.mark.parametrize(("ago", "asks_again"), [(60, False), (7200, True), (None, True)])
def test_a_provider_that_remembers_the_person_is_no_recent_sign_in(
    context: Context, clinic: Clinic, clock: FixedClock, provider: OidcStandin, ago: int | None, *, asks_again: bool
):
    add_person(context, clinic)
    clock.set(datetime.now(UTC))
    provider.claims = {"auth_time": ago and int(time.time()) - ago}
    desk = Desk(with_sso(context, provider))
    assert come_back(desk, provider).headers["location"] == "/patients"
    download = desk.get("/reports/opt-outs.csv")
    assert (download.status_code, "/confirm" in download.headers.get("location", "")) == (
        (303, True) if asks_again else (200, False)
    )


def test_a_provider_that_is_down_is_said_so(context: Context, clinic: Clinic, provider: OidcStandin):
    gone = replace(with_sso(context, provider))
    gone.sso.provider._issuer = "http://127.0.0.1:9"  # type: ignore[union-attr]
    answer = Desk(gone).get("/sign-in/sso")
    assert (answer.status_code, "did not work" in answer.text) == (403, True)
