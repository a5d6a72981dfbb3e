"""Builds what is written to a server from what stands in the database at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.core.fhir import write
from reminders.core.model.contact import Party
from reminders.services.replies.answer import BY_STAFF
from reminders.store.hl7.writes import UNDELIVERED, answer_source
from reminders.store.records import timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.enrollment import Enrollment
    from reminders.store.database.session import Tx
    from reminders.store.hl7.writes import Write


def build(tx: Tx, partner: Partner, claimed: Write, enrollment: Enrollment) -> dict[str, Any] | None:
    """Return the resource; None where what it was about is not there any more, or stands otherwise by now."""
    if claimed.kind == "Communication":
        return _communication(tx, claimed, enrollment)
    loinc: Mapping[str, str] = partner.fhir.loinc if partner.fhir else {}
    for given in timeline.given_answers_of(tx, enrollment.patient_id):
        said_at = given.corrected_at or given.at
        if given.enrollment_id == enrollment.id and answer_source(given.id, said_at) == claimed.source:
            resources = write.answer(enrollment, answer_of(given), loinc.get(given.step))
            return next((item for item in resources if item["resourceType"] == claimed.kind), None)
    return None


def answer_of(given: timeline.GivenAnswer) -> write.Answer:
    """Return an answer as FHIR is told of it."""
    return write.Answer(
        given.step,
        given.code,
        given.corrected_at or given.at,
        by_staff=given.how == BY_STAFF,
        by_caregiver=given.party is Party.CAREGIVER,
    )


def _communication(tx: Tx, claimed: Write, enrollment: Enrollment) -> dict[str, Any] | None:
    message_id = claimed.source.removesuffix(UNDELIVERED)
    sent = next((item for item in timeline.messages_of(tx, enrollment.patient_id) if item.id == message_id), None)
    if sent is None or sent.text is None:
        return None
    has_arrived = not claimed.source.endswith(UNDELIVERED)
    return write.communication(
        enrollment,
        write.Message(sent.id, sent.step, sent.channel, sent.sent_at, sent.text, has_arrived, sent.reason),
    )
