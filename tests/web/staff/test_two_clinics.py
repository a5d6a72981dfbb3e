"""Every staff route, asked by an admin of one clinic with the ids of another: no word and no change of the other's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.records.write_note import write_note
from reminders.services.replies.reply import receive
from reminders.store.clinics import clinics
from reminders.store.tables import enrollments, messages, metadata, patients, replies, staff_members, uploads
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row
from tests.tables import check_rows
from tests.web.desk import Desk, signed_in
from tests.web.rewind import keep
from tests.web.test_guard import FIELDS, IDS, STAFF, elm, path_at

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["elm"]
DATABASES = ["sqlite"]  # its file is put back between the rows
WORDS = ("Featherstonehaugh", "Wilhelmina", "my leg feels weak", "555-0188", "5550188", "ELM-2", "elm.example", "Drake")
BODY = {
    "patient": patients,
    "patient_id": patients,
    "same": patients,
    "enrollment_id": enrollments,
    "message_id": messages,
    "reply_id": replies,
    "upload_id": uploads,
    "to": staff_members,
    "staff_id": staff_members,
}
"""Names of form fields that hold an id of ours."""


def rows_of(context: Context, clinic: Clinic) -> dict[str, list[str]]:
    """Read all that is a clinic's own."""
    owned = [table for table in metadata.sorted_tables if "clinic_id" in table.c]
    found = {
        table.name: sorted(repr(item) for item in all_rows(context, table) if item.clinic_id == clinic.id)
        for table in owned
    }
    with context.db.read() as tx:
        return found | {"clinic": [repr(clinics.get_clinic(tx, clinic.id))]}


@pytest.fixture
def oak(context: Context, elm: Clinic) -> Clinic:
    """One's own clinic, with a patient and a text that waits; the other one has a note and someone on call."""
    oak = add_oak(context)
    theirs = next(item.id for item in all_rows(context, patients) if item.clinic_id == elm.id)
    write_note(context, elm, theirs, "Drake asked for Wilhelmina", actor=SOMEBODY)
    add_on_call(context, elm, OnCall("Drake", phone="(202) 555-0188"), actor=SOMEBODY)
    enroll_rows(context, oak, row())
    receive(context, oak, Channel.SMS, "+12025550999", "When do you open?")
    return oak


def check_route(context: Context, elm: Clinic, desk: Desk, route: APIRoute) -> None:
    """Ask a route with every id of the other clinic that it may take: nothing is said, nothing changes."""
    before, path = rows_of(context, elm), path_at(context, elm, route)
    ids = {name: str(next(i.id for i in all_rows(context, t) if i.clinic_id == elm.id)) for name, t in BODY.items()}
    method = min(route.methods)
    form = {"csrf": desk.token("/"), **FIELDS, "note": "x", "typed": "PAUSE", "action": "pause", "sure": "yes", **ids}
    answer = desk.client.request(method, path, **({"data": form} if method == "POST" else {"params": ids}))
    if IDS.keys() & set(route.param_convertors):
        assert answer.status_code in {403, 404}
    said = answer.text + "".join(answer.headers.values())
    said += desk.get(answer.headers["location"]).text if answer.status_code == 303 else ""
    assert [word for word in WORDS if word in said] == []
    assert rows_of(context, elm) == before


@pytest.mark.parametrize("shared", [False, True], ids=["own sender", "shared sender"])
def test_no_route_tells_or_changes_anything_of_another_clinic(
    context: Context, elm: Clinic, oak: Clinic, *, shared: bool
) -> None:
    if not shared:
        with context.db.begin() as tx:
            clinics.change_clinic(tx, replace(elm, sms_sender="+13125550111"))
    desk, put_back = signed_in(context, oak), keep(context)

    def check(route: APIRoute) -> None:
        put_back()  # each route is asked on the same rows: one that signs out spares no other
        check_route(context, elm, desk, route)

    check_rows([(str(item.id), {"route": item.values[0]}) for item in STAFF], check)
