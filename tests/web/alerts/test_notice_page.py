"""The link in a notice: looking changes nothing, one POST acknowledges in the name of the person who was told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.links import LinkKind
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, messages
from reminders.web.app import make_web_app
from tests.making import SOMEBODY, all_rows, enroll_rows, outbox, row, run

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ADA = "+12125550101"


@pytest.fixture
def link(context: Context, clinic: Clinic) -> str:
    """Raise an alarm and take the link out of the text to Ada."""
    add_on_call(context, clinic, OnCall("Ada", ADA), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone="+12025550123", given_name="Wilhelmina"))
    receive(context, clinic, Channel.SMS, "+12025550123", "I have chest pain")
    run(context)
    text = next(item.content.text for item in outbox(context).sent if item.address == ADA)
    found = re.search(r"https://reminders\.example\.org(/k/\S+)", text)
    assert found
    return found[1]


@pytest.fixture
def web(context: Context) -> TestClient:
    return TestClient(make_web_app(context, Settings()))


def taken_by(context: Context) -> str | None:
    return all_rows(context, alerts)[0].acknowledged_by


def test_looking_changes_nothing_and_a_post_acknowledges(context: Context, link: str, web: TestClient):
    for _ in range(3):
        shown = web.get(link)
        assert (shown.status_code, "I&#39;ll take this" in shown.text) == (200, True)
    assert taken_by(context) is None
    assert web.post(link).status_code == 200
    assert taken_by(context) == "Ada"
    assert "Someone has already taken this" in web.get(link).text
    assert "Wilhelmina" not in web.get(link).text


def test_the_link_ends_after_a_week(context: Context, link: str, web: TestClient, clock: FixedClock):
    clock.set(clock.now() + timedelta(days=7, minutes=1))
    assert (web.get(link).status_code, web.post(link).status_code) == (404, 404)
    assert taken_by(context) is None


@pytest.mark.parametrize("kind", [LinkKind.PAGE, LinkKind.UNSUBSCRIBE, LinkKind.ANSWER])
def test_a_token_of_another_kind_or_message_acknowledges_nothing(
    context: Context, link: str, web: TestClient, kind: LinkKind
):
    notice, other = sorted(all_rows(context, messages), key=lambda item: item.kind != "alert")[:2]
    assert web.post(f"/k/{context.links.token(kind, notice.id)}").status_code == 404
    assert web.post(f"/k/{context.links.token(LinkKind.NOTICE, other.id)}").status_code == 404
    assert taken_by(context) is None
