"""Guessing: how many are looked at, whom they keep out, and what they leave."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.outbox import Outbox
from reminders.core.model.contact import Channel
from reminders.core.staff.throttle import PER_ACCOUNT
from reminders.services.staff.access.opening import Browser, tell_of_device
from reminders.services.staff.invite import ALL_PER_HOUR, ask_for_reset, find_invited, take_up
from reminders.services.staff.sign_in import RefusedError, ThrottledError, sign_in
from reminders.store.tables import sign_in_attempts
from reminders.telemetry.instruments import REGISTRY
from tests.making import all_rows
from tests.web.desk import PASSWORD, add_person

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.core.sending.retrying import SendOutcome
    from reminders.ports import Outgoing
    from reminders.services.context import Context

EMAIL = "nurse@oak.example"
OWN = Browser("192.0.2.1")
DATABASES = ("sqlite", "postgresql")
"""A count under a lock is another on each."""


def guess(context: Context, browser: Browser) -> str:
    try:
        sign_in(context, EMAIL, "wrong", browser)
    except (RefusedError, ThrottledError) as refused:
        return type(refused).__name__
    return "in"


def counted(reason: str) -> float:
    return REGISTRY.get_sample_value("reminders_sign_in_failures_total", {"reason": reason}) or 0


def test_forty_at_once_are_five(context: Context, clinic: Clinic):
    add_person(context, clinic)
    before = counted("password"), counted("throttled")
    with ThreadPoolExecutor(40) as pool:
        outcomes = list(pool.map(lambda number: guess(context, Browser(f"198.51.100.{number}")), range(40)))
    assert (outcomes.count("RefusedError"), outcomes.count("ThrottledError")) == (PER_ACCOUNT, 35)
    assert (counted("password") - before[0], counted("throttled") - before[1]) == (PER_ACCOUNT, 35)


def test_guesses_of_others_never_keep_a_known_device_out(context: Context, clinic: Clinic, clock: FixedClock):
    add_person(context, clinic)
    device = sign_in(context, EMAIL, PASSWORD, OWN).device
    assert device
    for number in range(200):
        guess(context, Browser(f"198.51.{number % 100}.1", device="made up"))
        clock.set(clock.now() + timedelta(seconds=5))
    with pytest.raises(ThrottledError):
        sign_in(context, EMAIL, PASSWORD, Browser("192.0.2.9"))
    known = sign_in(context, EMAIL, PASSWORD, replace(OWN, device=device))
    assert (known.needs, known.device) == (None, ""), "it is known already"


def test_nor_does_what_comes_from_ones_own_network(context: Context, clinic: Clinic):
    add_person(context, clinic)
    device = sign_in(context, EMAIL, PASSWORD, OWN).device
    for number in range(40):
        with pytest.raises((RefusedError, ThrottledError)):
            sign_in(context, f"someone{number}@oak.example", "wrong", OWN)
    assert sign_in(context, EMAIL, PASSWORD, replace(OWN, device=device)).token


def test_a_device_has_a_count_of_its_own_and_is_worth_nothing_for_another_account(context: Context, clinic: Clinic):
    add_person(context, clinic)
    add_person(context, clinic, "ben@oak.example")
    device = sign_in(context, EMAIL, PASSWORD, OWN).device
    known = Browser("203.0.113.1", device)
    assert [guess(context, known) for _ in range(PER_ACCOUNT + 1)].count("RefusedError") == PER_ACCOUNT
    for _ in range(PER_ACCOUNT):
        with pytest.raises(RefusedError):
            sign_in(context, "ben@oak.example", "wrong", known)
    with pytest.raises(ThrottledError):
        sign_in(context, "ben@oak.example", PASSWORD, known)
    assert all("192.0.2" not in str(item) for item in all_rows(context, sign_in_attempts))


def mailing(context: Context) -> tuple[Context, list[str]]:
    """Let email leave; return a list of what left."""
    left: list[str] = []

    class Leaving(Outbox):
        leaves = True

        def submit(self, message: Outgoing) -> Future[SendOutcome]:
            left.append(message.content.text)
            return super().submit(message)

    return replace(context, senders={**context.senders, Channel.EMAIL: Leaving(Channel.EMAIL)}), left


def token_of(text: str) -> str:
    return next(line.rpartition("/")[2] for line in text.splitlines() if "/welcome/" in line)


def test_a_stranger_who_asks_for_links_takes_none_away(context: Context, clinic: Clinic):
    add_person(context, clinic)
    context, left = mailing(context)
    ask_for_reset(context, EMAIL, OWN)
    for number in range(50):
        ask_for_reset(context, EMAIL, Browser(f"198.51.100.{number % 7}"))
    assert find_invited(context, token_of(left[0])), "the first link of the person's own"
    assert len(left) == ALL_PER_HOUR, "one account is not sent more"
    device = take_up(context, token_of(left[0]), "tulip engine maroon kettle")
    assert not [text for text in left if find_invited(context, token_of(text))], "a new password ends all links"
    ask_for_reset(context, EMAIL, Browser("192.0.2.77", device))
    assert len(left) == ALL_PER_HOUR + 1, "a device on which the person signed in may still ask"


def test_of_links_that_one_asks_for_the_last_three_work(context: Context, clinic: Clinic, clock: FixedClock):
    add_person(context, clinic)
    context, left = mailing(context)
    for _ in range(12):
        ask_for_reset(context, EMAIL, OWN)
        clock.set(clock.now() + timedelta(seconds=1))
    assert len(left) == 10
    assert [bool(find_invited(context, token_of(text))) for text in left] == [False] * 7 + [True] * 3


def test_who_set_a_password_by_link_is_not_kept_out_meanwhile(context: Context, clinic: Clinic):
    add_person(context, clinic)
    context, left = mailing(context)
    ask_for_reset(context, EMAIL, OWN)
    device = take_up(context, token_of(left[0]), "tulip engine maroon kettle")
    for number in range(10):
        guess(context, Browser(f"198.51.100.{number}"))
    assert sign_in(context, EMAIL, "tulip engine maroon kettle", replace(OWN, device=device)).token


def test_a_new_device_is_told_by_email_and_the_first_is_not(context: Context, clinic: Clinic):
    add_person(context, clinic)
    context, left = mailing(context)
    first = sign_in(context, EMAIL, PASSWORD, OWN)
    tell_of_device(context, first, OWN)
    assert left == []
    other = Browser("203.0.113.1", "", "Firefox on Windows")
    tell_of_device(context, sign_in(context, EMAIL, PASSWORD, other), other)
    assert "not used with before: Firefox on Windows" in left[0]
    again = sign_in(context, EMAIL, PASSWORD, replace(OWN, device=first.device))
    tell_of_device(context, again, OWN)
    assert len(left) == 1
