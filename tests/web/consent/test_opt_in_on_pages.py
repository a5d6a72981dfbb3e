"""What staff see of a patient who was asked to confirm texts: waiting, no, or yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import patients
from tests.making import add_oak, all_rows, enroll_rows, play, row
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.services.context import Context

PHONE = "+12025550161"
WAITS = "Not confirmed by text yet. Ask the patient to reply 1 or YES to our first text. Texts start then."
SAID_NO = "Said no when asked to confirm texts. Call the patient. If they want texts after all, they text START."


def test_above_the_plan_stands_that_texts_wait_or_were_not_wanted_and_what_to_do(context: Context, clock: FixedClock):
    oak = add_oak(context, double_opt_in=True)
    enroll_rows(context, oak, row(phone=PHONE, email_consent="no"))
    play(context, clock, "03-10 03:00")
    desk, (ana,) = signed_in(context, oak), all_rows(context, patients)

    def above() -> str:
        return desk.get(f"/patients/{ana.id}").text.partition("<h2>History")[0]

    assert (WAITS in above(), "Nothing is scheduled." in above()) == (True, True)
    receive(context, oak, Channel.SMS, PHONE, "no")
    assert (SAID_NO in above(), WAITS in above()) == (True, False)
    receive(context, oak, Channel.SMS, PHONE, "START")
    assert "confirm" not in above()
    assert "Nothing is scheduled." not in above()
