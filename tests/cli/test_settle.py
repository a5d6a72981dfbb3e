"""`reminders settle`: one sentence for every mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.making import uid

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_an_unknown_message_is_refused_and_a_malformed_id_is_wrong_use(oak: Run):
    unknown = oak("settle", uid(1), "arrived")
    assert (unknown.code, unknown.err) == (1, "reminders: no message has that id in this clinic\n")
    assert oak("settle", "walk_1", "arrived").code == 2
    assert oak("settle", uid(1), "maybe").code == 2
