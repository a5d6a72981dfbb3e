"""What stands above every filter of the inbox."""

from __future__ import annotations

from reminders.core.replies.inbox_filters import Show, stands_above
from tests.tables import each_row

ROWS = [
    (Show.ALL, None, True),
    (Show.ALL, "ben", True),
    (Show.WROTE_LAST, "ben", True),
    (Show.MINE, None, True),
    (Show.MINE, "me", True),
    (Show.MINE, "ben", False),
    (Show.UNASSIGNED, None, True),
    (Show.UNASSIGNED, "me", False),
]


@each_row(("show", "owner", "stands"), ROWS)
def test_a_patient_to_call_is_hidden_only_once_someone_has_taken_it(show: Show, owner: str | None, *, stands: bool):
    assert stands_above(show, owner, "me") is stands
