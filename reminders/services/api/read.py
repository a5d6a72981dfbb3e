"""What the API shows: an enrollment with its plan, enrollments and messages page by page. Looking is audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.core.api.cursors import read_cursor, read_limit, write_cursor
from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Status
from reminders.core.plans.questions import value_of
from reminders.services.api.documents import etag_of, fields_of, mode_of, plan_of
from reminders.services.api.once import Answer
from reminders.services.api.pick import pick
from reminders.store.enrollment import enrollments
from reminders.store.enrollment.pages import Place, ids_after
from reminders.store.enrollment.sources import sources_of
from reminders.store.records import reporting
from reminders.store.records.kept_answers import answers_of
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.records.message_line import MessageLine
    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.kept_answers import KeptAnswer

_OK = 200


def document_of(context: Context, tx: Tx, caller: Caller, enrollment: Enrollment) -> Answer:
    """Return an enrollment with its plan and the answers to its questions."""
    fields = fields_of(context, tx, enrollment)
    plan, came = plan_of(context, tx, caller.clinic, enrollment), sources_of(tx, [enrollment.id])
    sources = [
        {"door": item.door, "name": item.name or None, "at": item.at.isoformat()}
        for item in came.get(enrollment.id, [])
    ]
    answers = [_answer(kept) for kept in answers_of(tx, enrollment.id)]
    document = {**fields, **mode_of(caller), "sources": sources, "plan": plan, "answers": answers}
    return Answer(_OK, document, etag_of(fields, enrollment))


def read_enrollment(context: Context, caller: Caller, external_id: str) -> Answer:
    """Return one enrollment.

    Raises:
        ProblemError: the clinic has no such enrollment.

    """
    with context.db.begin() as tx:
        enrollment = pick(tx, caller, external_id)
        _note(context, tx, caller, enrollment)
        return document_of(context, tx, caller, enrollment)


def list_enrollments(context: Context, caller: Caller, state: str, limit: str, cursor: str) -> Answer:
    """Return a page of the clinic's enrollments, oldest first, without their plans.

    Raises:
        ProblemError: there is no such state, or limit or cursor make no sense.

    """
    if state and state not in set(EnrollmentState):
        raise ProblemError(ProblemKind.BAD_REQUEST, f"state must be one of: {', '.join(EnrollmentState)}")
    most, after = read_limit(limit), read_cursor(cursor)
    with context.db.begin() as tx:
        places = [] if caller.key.is_test else ids_after(tx, caller.clinic.id, state or None, after, most + 1)
        page = places[:most]
        found = {item.id: item for item in enrollments.of_clinic(tx, caller.clinic.id, [place.id for place in page])}
        _note(context, tx, caller)
        rows = [fields_of(context, tx, found[place.id]) for place in page if place.id in found]
        return Answer(_OK, {"data": rows, "next": _next(places, most)})


def list_messages(context: Context, caller: Caller, external_id: str, status: str, limit: str, cursor: str) -> Answer:
    """Return a page of messages in due order, of one enrollment or of the whole clinic. No text is shown.

    Raises:
        ProblemError: the clinic has no such enrollment, or limit or cursor make no sense.

    """
    most, after = read_limit(limit), read_cursor(cursor)
    if status and status not in set(Status):
        raise ProblemError(ProblemKind.BAD_REQUEST, f"status must be one of: {', '.join(Status)}")
    with context.db.begin() as tx:
        enrollment = pick(tx, caller, external_id) if external_id else None
        _note(context, tx, caller, enrollment)
        if caller.key.is_test:
            return Answer(_OK, {"data": [], "next": None})
        of = reporting.list_messages(
            tx,
            clinic_id=caller.clinic.id,
            status=Status(status) if status else None,
            external_id=external_id or None,
            after=after,
            limit=most + 1,
        )
        lines = list(of)
    last = write_cursor(lines[most - 1].due_at, lines[most - 1].id) if len(lines) > most else None
    return Answer(_OK, {"data": [_message(line) for line in lines[:most]], "next": last})


def _message(line: MessageLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "external_id": line.external_id,
        "kind": line.kind,
        "step": line.step,
        "channel": line.channel,
        "status": line.status,
        "reason": line.reason,
        "due_at": line.due_at.isoformat(),
        "sent_at": _iso(line.sent_at),
        "attempts": line.attempts,
        "provider_id": line.provider_id,
        "recipient": line.recipient,
        "plan_version": line.plan_version,
        "wording_version": line.wording_version,
        "approved_by": line.approved_by,
        "visits": list(line.visits),
    }


def _answer(kept: KeptAnswer) -> dict[str, Any]:
    return {
        "step": kept.step,
        "value": value_of(kept.code),
        "at": kept.at.isoformat(),
        "how": kept.how,
        "party": kept.party.value,
        "entered_by": kept.entered_by,
        "entered_at": _iso(kept.entered_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _next(places: list[Place], most: int) -> str | None:
    return write_cursor(places[most - 1].created_at, places[most - 1].id) if len(places) > most else None


def _note(context: Context, tx: Tx, caller: Caller, enrollment: Enrollment | None = None) -> None:
    whose = (enrollment.patient_id, enrollment.id) if enrollment else (None, None)
    now = context.clock.now()
    add_entry(tx, AuditEntry(caller.clinic.id, Action.READ_BY_API, caller.actor, now, *whose))
