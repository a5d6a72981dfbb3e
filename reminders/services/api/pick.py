"""Finds the enrollment that a request names, for a caller that may see it, in the state that the caller has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.api.etags import matches
from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.services.api.documents import etag_of, fields_of
from reminders.store.enrollment import enrollments

if TYPE_CHECKING:
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def pick(tx: Tx, caller: Caller, external_id: str) -> Enrollment:
    """Return the enrollment of that external id, locked. To a test key, patients do not exist.

    Raises:
        ProblemError: the key's clinic has no such enrollment.

    """
    clinic = caller.clinic
    found = None if caller.key.is_test else enrollments.find_enrollment(tx, clinic.id, external_id)
    if found is None or found.state_reason == "erased":
        raise ProblemError(ProblemKind.NOT_FOUND, "no enrollment has that external id in this clinic")
    return found


def require_seen(context: Context, tx: Tx, enrollment: Enrollment, if_match: str | None) -> None:
    """Refuse a change to an enrollment that is not as the caller has seen it; without If-Match, nothing is checked.

    Raises:
        ProblemError: it changed since.

    """
    if if_match is not None and not matches(if_match, etag_of(fields_of(context, tx, enrollment), enrollment)):
        detail = "the enrollment changed since you read it; read it again, and send the new ETag in If-Match"
        raise ProblemError(ProblemKind.CHANGED_MEANWHILE, detail)
