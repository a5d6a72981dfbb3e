"""Changes an enrollment for another system: one transaction, once, and only if it is as the caller has seen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.api.problems import FieldProblem, invalid
from reminders.services.api.enroll import warnings_of
from reminders.services.api.once import Answer, Asked, answer_once
from reminders.services.api.pick import pick, require_seen
from reminders.services.api.read import document_of
from reminders.services.api.read_fields import read_cells
from reminders.services.plans.change_state import CancelReason, cancel_in, change_state_in
from reminders.services.plans.look_ahead import look_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.enrollment import Enrollment, EnrollmentState
    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What is asked: of which enrollment, with which body and headers."""

    external_id: str
    body: object
    idempotency_key: str | None = None
    if_match: str | None = None


def carry_out(
    context: Context, caller: Caller, what: str, request: ChangeRequest, act: Callable[[Tx, Enrollment], object]
) -> Answer:
    """Change an enrollment and answer with it as it stands then, and with what there is to warn of.

    Raises:
        ProblemError: no such enrollment, or it is not as the caller has seen it.

    """

    def work(tx: Tx) -> Answer:
        enrollment = pick(tx, caller, request.external_id)
        require_seen(context, tx, enrollment, request.if_match)
        act(tx, enrollment)
        enrollment = pick(tx, caller, request.external_id)
        answer = document_of(context, tx, caller, enrollment)
        ahead = look_ahead(context, tx, caller.clinic, [enrollment], context.clock.now())[enrollment.id]
        return replace(answer, document={**answer.document, "warnings": warnings_of(ahead.all_warnings)})

    asked = Asked(request.idempotency_key, f"{what} {request.external_id} {request.if_match or ''}", request.body)
    return answer_once(context, caller, asked, work)


def pause_or_resume(context: Context, caller: Caller, request: ChangeRequest, state: EnrollmentState) -> Answer:
    """Hold everything unsent, or free it again.

    Raises:
        ProblemError: no such enrollment, or it is not as the caller has seen it.
        UseError: it is canceled.

    """
    read_cells(request.body, ())

    def act(tx: Tx, enrollment: Enrollment) -> None:
        change_state_in(context, tx, enrollment, state, caller.actor)

    return carry_out(context, caller, state.value, request, act)


def cancel_enrollment(context: Context, caller: Caller, request: ChangeRequest) -> Answer:
    """Cancel everything unsent, for a reason.

    Raises:
        ProblemError: no such enrollment, no such reason, or it is not as the caller has seen it.

    """
    reason = read_cells(request.body, ("reason",)).get("reason", "")
    if reason not in set(CancelReason):
        raise invalid([FieldProblem("reason", f"write one of: {', '.join(CancelReason)}")])

    def act(tx: Tx, enrollment: Enrollment) -> None:
        cancel_in(context, tx, caller.clinic, enrollment.key, CancelReason(reason), actor=caller.actor)

    return carry_out(context, caller, "cancel", request, act)
