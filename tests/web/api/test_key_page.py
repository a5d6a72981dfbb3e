"""Settings, API keys: an admin creates a key, sees it this once, and revokes it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.api.keys import Scope
from reminders.services.api.keys import create_key, find_caller
from reminders.store.tables import api_keys, audit
from tests.making import SOMEBODY, all_rows
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/settings/api-keys"


def test_a_key_is_shown_once_and_revoked_at_once(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    assert desk.post(PAGE, name="Epic", kind="live").status_code == 422, "a key must be for something"
    assert desk.post(PAGE, name="", kind="live", **{"scope-messages:read": "yes"}).status_code == 422
    shown = desk.post(PAGE, name="Epic", kind="test", **{"scope-messages:read": "yes"})
    token = re.search(r"rem_test_[\w-]{43}", shown.text)
    assert token, "the key is on the page"
    assert token[0] not in desk.get(PAGE).text
    found = find_caller(context, token[0])
    assert found
    assert (found.key.scopes, found.key.is_test, found.clinic.slug) == ({Scope.MESSAGES_READ}, True, "oak")
    assert "Mar 9" in desk.get(PAGE).text, "when it was last used"
    assert desk.post(f"{PAGE}/{found.key.id}/revoke", PAGE).status_code == 303
    assert find_caller(context, token[0]) is None
    assert [item.action for item in all_rows(context, audit) if "API" in item.action] == [
        "API key created",
        "API key revoked",
    ]


def test_a_key_ends_with_its_last_day_and_its_use_is_noted_once_a_minute(
    context: Context, clinic: Clinic, clock: FixedClock
):
    start = clock.now()
    _key, token = create_key(context, clinic, "Epic", expires_at=start + timedelta(days=1), actor=SOMEBODY)
    noted = []
    for seconds in (0, 59, 60, 24 * 3600 - 1, 24 * 3600):
        clock.set(start + timedelta(seconds=seconds))
        assert (find_caller(context, token) is not None) == (seconds < 24 * 3600)
        noted.append((all_rows(context, api_keys)[0].last_used_at - start).total_seconds())
    assert noted == [0, 0, 60, 24 * 3600 - 1, 24 * 3600 - 1]
    assert find_caller(context, token[:-1]) is None
