"""A clinic adds an answer of its own to a question: its words in each language first, then the question in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.wording.care_versions import Signature
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.clinics.check_care import CareContentError
from reminders.services.replies.reply import receive
from reminders.services.wording.live_care import at_clinic
from reminders.store.tables import answers
from tests.making import SOMEBODY, alert_kinds, all_rows, enroll_rows, outbox, play, row
from tests.web.plans.test_care_editor import ada, ben, newest, typed

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from tests.web.desk import Desk

__all__ = ["ada", "ben"]
WORDS = "/messages/wording/wound_check"
NEW = {
    "en": {"new_code": "unsure", "new_sms": "not sure", "new_email": "I am not sure", "new_caregiver": "not sure"},
    "es": {"sms-unsure": "no se", "email-unsure": "No estoy seguro", "caregiver-unsure": "no se"},
}
PHONE = "+12025550177"


def refused(ada: Desk, **new: str) -> str:
    page = f"{WORDS}/en"
    done = ada.post(page, **(typed(ada, page) | new))
    assert done.status_code == 422
    return " ".join(done.text.partition('class="error-summary"')[2].partition("</ul>")[0].split())


def with_unsure(context: Context, clinic: Clinic) -> dict[str, str]:
    """Return the care plan in which the question has the new answer, which staff follow up."""
    files = export_care(at_clinic(context, clinic))
    path = "pathways/laminectomy.yaml"
    old = "answers: {1: fine, 2: worried}"
    assert old in files[path]
    text = files[path].replace(old, "answers: {1: fine, 2: worried, 3: unsure}", 1)
    return files | {path: text.replace("follow_up: [worried]", "follow_up: [unsure, worried]", 1)}


def test_a_new_answer_is_checked(ada: Desk) -> None:
    for new, says in (
        ({"new_code": "Not Sure", "new_sms": "x", "new_email": "x", "new_caregiver": "x"}, "small letters"),
        ({"new_code": "unsure", "new_sms": "not sure", "new_caregiver": "x"}, "email has none"),
        ({"new_code": "unsure", "new_sms": "{{ 7 }}", "new_email": "x", "new_caregiver": "x"}, "plain words"),
        ({"new_code": "worried", "new_sms": "x", "new_email": "x", "new_caregiver": "x"}, "there already"),
    ):
        assert says in refused(ada, **new), new


def test_an_answer_of_the_clinics_own_reaches_patients_once_two_people_and_both_languages_have_it(
    context: Context, clinic: Clinic, clock: FixedClock, ada: Desk, ben: Desk
) -> None:
    for language in ("en", "es"):
        with pytest.raises(CareContentError, match="unsure"):
            import_care(
                context, clinic, with_unsure(context, clinic), actor=SOMEBODY, approver=Signature(name="Dr. Bee")
            )
        page = f"{WORDS}/{language}"
        fields = typed(ada, page)
        if language == "es":
            assert fields["sms-unsure"] == "", "what the other language has is offered here"
        assert ada.post(page, **(fields | NEW[language])).status_code == 303
        assert ben.post(newest(context, clinic), act="approve").status_code == 303
    import_care(context, clinic, with_unsure(context, clinic), actor=SOMEBODY, approver=Signature(name="Dr. Bee"))
    enroll_rows(context, clinic, row(phone=PHONE, procedure="laminectomy", surgery_date="2026-03-10"))
    play(context, clock, "03-14 20:00")
    assert any("3 = not sure" in item.content.text for item in outbox(context).sent)
    receive(context, clinic, Channel.SMS, PHONE, "3")
    assert [one.code for one in all_rows(context, answers)] == ["unsure"]
    assert alert_kinds(context) == ["follow_up: wound_1"]
