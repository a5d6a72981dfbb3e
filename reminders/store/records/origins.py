"""Which version of a care plan and of its words a message came from, and who approved them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func

from reminders.core.model.staff_member import shown_names
from reminders.core.model.status import Kind
from reminders.core.wording.care_versions import approval_of
from reminders.store.plans import care_versions
from reminders.store.staff import staff
from reminders.store.tables import enrollments, messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.wording.care_versions import CareVersion
    from reminders.store.database.session import Tx

SHIPPED_WORDING = 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Of one message. None: it has no care plan; it has not been sent, so that its words are not chosen yet."""

    plan_version: int | None = None
    wording_version: int | None = None
    approved_by: str | None = None


NO_ORIGIN: Final = Origin()
PLAN_ID: Final = case(
    (
        messages.c.kind == Kind.SCHEDULED.value,
        func.coalesce(messages.c.plan_version_id, enrollments.c.pathway_version_id),
    )
).label("plan_id")
"""The snapshot of the care plan that a message was sent by, or would be sent by now; none for an answer of ours."""


class Origins:
    """Looks origins up, each version once."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._plans: dict[int, tuple[int, int | None]] = {}
        self._own: dict[int, CareVersion] = {}
        self._names: dict[int, dict[str, str]] = {}

    def load(self, rows: Sequence[Any]) -> None:
        """Read what these rows name: `plan_id`, the snapshot of their plan, and `wording_version_id`."""
        plans = {row.plan_id for row in rows if row.plan_id} - self._plans.keys()
        self._plans |= care_versions.numbers_of_plans(self._tx, plans)
        own = {row.wording_version_id for row in rows if row.wording_version_id}
        own |= {care for _, care in self._plans.values() if care}
        self._own |= {one.id: one for one in care_versions.get_versions(self._tx, own - self._own.keys())}

    def of(self, row: Any) -> Origin:
        """Return the origin of a message that was loaded."""
        if row.plan_id is None:
            return Origin()
        number, care_id = self._plans[row.plan_id]
        plan = self._own.get(care_id) if care_id else None
        words = self._own.get(row.wording_version_id) if row.wording_version_id else None
        language = row.language or row.patient_language
        approvers = [self._approver(one, language) for one in (plan, words) if one]
        return Origin(
            plan.number if plan else number,
            None if row.sent_at is None else words.number if words else SHIPPED_WORDING,
            ", ".join(dict.fromkeys(approvers)) or None,
        )

    def _approver(self, version: CareVersion, language: str) -> str:
        """Name who approved a version: a staff member as pages show them; a practice of one person is said to be one.

        So is a language of its words that no native clinician has reviewed.
        """
        if version.clinic_id not in self._names:
            members = staff.list_staff(self._tx, version.clinic_id)
            self._names[version.clinic_id] = shown_names(members)
        signature = version.approver
        name = (signature.name or self._names[version.clinic_id].get(signature.staff_id or "")) if signature else None
        unreviewed = language if language in version.unreviewed else ""
        return approval_of(name or "unknown", alone=version.alone, unreviewed=unreviewed)
