"""A database that has no room left: the page says so with a 503, and nothing is half written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.store.tables import enrollments
from tests.making import all_rows, enroll_rows, row, whole_store
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

WORDS = "she called back and is well. " * 60


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_finds_no_room_is_a_503_in_plain_words_and_changes_nothing(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    desk = signed_in(context, clinic)
    path = f"/patients/{all_rows(context, enrollments)[0].patient_id}"
    form = {"csrf": desk.token(path), "note": WORDS}
    with context.db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    before = whole_store(context)
    answers = [desk.client.post(f"{path}/notes", data=form) for _ in range(12)]
    assert answers[-1].status_code == 503
    assert answers[-1].headers["retry-after"] == "5"
    written = sum(answer.status_code == 303 for answer in answers)
    after = whole_store(context)
    assert written < len(answers)
    assert len(after["staff_notes"]) == len(before["staff_notes"]) + written
