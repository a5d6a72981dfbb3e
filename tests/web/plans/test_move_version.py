"""Patients who are enrolled keep their version of a care plan, or are moved: each message shown, all or none."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.wording.care_versions import Signature
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.clinics.care_versions import list_versions
from reminders.services.plans.change_state import pause
from reminders.services.records.list_messages import list_messages
from reminders.services.replies.reply import receive
from reminders.services.wording.live_care import at_clinic
from reminders.store.tables import answers, audit
from tests.making import SOMEBODY, all_rows, enroll_rows, play, row, whole_store
from tests.web.desk import HIDDEN, Desk, signed_in

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PLAN = "pathways/microdiscectomy.yaml"
LOOKING = ("audit", "audit_chains", "staff_sessions")


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    """Two patients on the shipped plan, and a day 2 that is live since."""
    enroll_rows(context, clinic, *(row(external_id=name, family_name=f"Case{name}") for name in "AB"))
    put_live(context, clinic, ("day: 1\n", "day: 2\n"))
    return signed_in(context, clinic)


def put_live(context: Context, clinic: Clinic, change: tuple[str, str]) -> None:
    files = export_care(at_clinic(context, clinic))
    assert change[0] in files[PLAN]
    files[PLAN] = files[PLAN].replace(*change, 1)
    import_care(context, clinic, files, actor=SOMEBODY, approver=Signature(name="Dr. Bee"))


def preview(desk: Desk) -> Response:
    return desk.post("/patients/bulk", page="/patients", which="all", action="plan")


def confirm(desk: Desk, shown: Response) -> Response:
    return desk.client.post("/patients/bulk", data={k: unescape(v) for k, v in HIDDEN.findall(shown.text)})


def walks(context: Context) -> dict[str, tuple[int | None, str]]:
    lines = (line for line in list_messages(context) if (line.step, line.channel) == ("walk_1", "sms"))
    return {line.external_id: (line.plan_version, f"{line.due_at:%m-%d}") for line in lines}


def test_each_message_is_shown_and_all_move_at_one_confirmation(context: Context, clinic: Clinic, desk: Desk):
    version = list_versions(context, clinic)[0].version
    assert "2 enrolled patients keep another version." in desk.get(f"/messages/versions/{version.id}").text
    before = whole_store(context, *LOOKING)
    shown = preview(desk)
    assert whole_store(context, *LOOKING) == before
    assert [shown.text.count(day) for day in ("Wed, Mar 11, 2026", "Thu, Mar 12, 2026")] == [2, 2]
    assert confirm(desk, shown).status_code == 303
    assert walks(context) == dict.fromkeys("AB", (version.number, "03-12"))
    lines = [one for one in all_rows(context, audit) if one.action == "moved to another version of the care plan"]
    assert [one.detail for one in lines] == [f"microdiscectomy, {version.number - 1} > {version.number}"] * 2
    assert preview(desk).text.count("the plan has the live version already") == 2


def test_what_was_seen_must_still_be_so_or_nothing_moves(context: Context, clinic: Clinic, desk: Desk):
    shown = preview(desk)
    put_live(context, clinic, ("day: 2\n", "day: 3\n"))
    refused = confirm(desk, shown)
    assert (refused.status_code, refused.text.count("nother version of a care plan went live")) == (409, 2)
    shown = preview(desk)
    pause(context, clinic, "B", actor=SOMEBODY)
    refused = confirm(desk, shown)
    assert (refused.status_code, refused.text.count("paused meanwhile")) == (409, 1)
    assert {number for number, _ in walks(context).values()} == {list_versions(context, clinic)[-1].version.number - 1}


def test_a_question_that_was_asked_is_answered_as_it_was_asked(context: Context, clinic: Clinic, clock: FixedClock):
    """The digits change their meaning in the live plan: who was asked before is read by the old one."""
    enroll_rows(context, clinic, row(external_id="A", phone="(202) 555-0177", email_consent="no"))
    play(context, clock, "03-14 20:00")
    put_live(context, clinic, ("{1: fine, 2: worried}", "{1: worried, 2: fine}"))
    desk = signed_in(context, clinic)
    assert confirm(desk, preview(desk)).status_code == 303
    receive(context, clinic, Channel.SMS, "+12025550177", "2")
    assert [one.code for one in all_rows(context, answers)] == ["worried"]
