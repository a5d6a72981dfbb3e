"""Passkeys in a real browser, with an authenticator that Chromium plays: made, used, taken back, and refused."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.model.roles import Role
from reminders.services.links import LinkMaker
from reminders.services.staff.access.opening import Browser
from reminders.services.staff.access.passkeys import PasskeyError, ask_passkey, sign_in_by_passkey
from reminders.services.staff.access.second_factor import choose_roles
from reminders.store.tables import audit, staff_passkeys
from tests.browser.site import open_page, served, sign_in
from tests.browser.test_accessible import look
from tests.making import SOMEBODY, all_rows
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import CDPSession, Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def here(context: Context, clinic: Clinic) -> Iterator[tuple[Context, str]]:
    """The site under a name: an address can have no passkeys."""
    port = free_port()
    named = replace(context, links=LinkMaker(f"http://localhost:{port}", "a secret of this test only"))
    with served(named, port) as address:
        yield named, address.replace("127.0.0.1", "localhost")


@contextmanager
def authenticator(page: Page) -> Iterator[tuple[CDPSession, str]]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield session, made["authenticatorId"]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in*")


def test_a_passkey_is_made_signs_in_and_is_taken_back(chromium: Chromium, here: tuple[Context, str], clinic: Clinic):
    context, address = here
    page = open_page(chromium, address)
    with authenticator(page) as (session, its_id):
        sign_in(page)
        page.goto("/account/second-factor")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("Keep these recovery codes").wait_for()
        assert len(all_rows(context, staff_passkeys)) == 1
        look(page)
        sign_out(page)

        look(page, "/sign-in")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/")
        assert "Oak Clinic" in page.title() or page.get_by_text("Oak Clinic").count()
        assert [item.detail for item in all_rows(context, audit)].count("passkey, from 127.0.0.1") == 1

        choose_roles(context, clinic, frozenset({Role.ADMIN}), actor=SOMEBODY)
        sign_out(page)
        page.get_by_label("Email").fill("nurse@oak.example")
        page.get_by_label("Password").fill("correct horse battery staple")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("heading", name="Enter your code").wait_for()  # a password alone sets up nothing new
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/")

        page.goto("/account/second-factor")
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("add another one first").first.wait_for()
        choose_roles(context, clinic, frozenset(), actor=SOMEBODY)
        page.goto("/account/second-factor")
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("Saved.").wait_for()
        assert all_rows(context, staff_passkeys) == []
        sign_out(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_text("That passkey did not work here").first.wait_for()

        session.send("WebAuthn.setUserVerified", {"authenticatorId": its_id, "isUserVerified": False})
        page.goto("/sign-in")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_text("No passkey was used").wait_for()
    page.context.close()


def test_an_answer_is_good_once_and_only_to_its_question(chromium: Chromium, here: tuple[Context, str]):
    context, address = here
    page = open_page(chromium, address)
    with authenticator(page):
        sign_in(page)
        page.goto("/account/second-factor")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("Keep these recovery codes").wait_for()
        options, token = ask_passkey(context)
        answer = page.evaluate(ANSWER, json.loads(options))
        _other, wrong = ask_passkey(context)
        elsewhere = replace(context, links=LinkMaker("http://localhost:9", "a secret of this test only"))
        browser = Browser("192.0.2.1")
        for where, kept, said in (
            (context, wrong, answer),  # another question
            (context, "", answer),  # none
            (elsewhere, ask_passkey(context)[1], answer),  # another site
            (context, ask_passkey(context)[1], "[" * 5000),
        ):
            with pytest.raises(PasskeyError):
                sign_in_by_passkey(where, kept, said, browser)
        assert sign_in_by_passkey(context, token, answer, browser).token
        with pytest.raises(PasskeyError):
            sign_in_by_passkey(context, token, answer, browser)
        options, token = ask_passkey(context)
        changed: Any = json.loads(page.evaluate(ANSWER, json.loads(options)))
        changed["response"]["signature"] = changed["response"]["signature"][:-6] + "AAAAAA"
        with pytest.raises(PasskeyError):
            sign_in_by_passkey(context, token, json.dumps(changed), browser)
    page.context.close()


ANSWER = """async options => JSON.stringify((await navigator.credentials.get(
    {publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON())"""
