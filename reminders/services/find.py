"""Finds what a person names: a clinic by slug, an enrollment by its external id."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from reminders.core.model.errors import NotFoundError
from reminders.store.clinics import clinics
from reminders.store.enrollment import enrollments

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def pick_clinic(tx: Tx, slug: str | None) -> Clinic:
    """Return the clinic of that slug; with one clinic the slug may be left out.

    Raises:
        NotFoundError: no such clinic, none at all, or several and none named.

    """
    known = clinics.list_clinics(tx)
    if not known:
        raise NotFoundError("there is no clinic yet; add one: reminders clinic add SLUG --name NAME --phone PHONE")
    slugs = ", ".join(clinic.slug for clinic in known)
    if slug is None:
        if len(known) > 1:
            raise NotFoundError(f"there are several clinics; name one with --clinic: {slugs}")
        return known[0]
    for clinic in known:
        if clinic.slug == slug:
            return clinic
    raise NotFoundError(f"there is no clinic {slug!r}; known: {slugs}")


def pick_enrollment(tx: Tx, clinic: Clinic, external_id: str) -> Enrollment:
    """Return the enrollment of that external id, locked; our own id (`Enrollment.key`) names one whose id is damaged.

    Raises:
        NotFoundError: the clinic has no such enrollment.

    """
    enrollment = enrollments.find_enrollment(tx, clinic.id, external_id) or _of_damaged_id(tx, clinic, external_id)
    if enrollment is None:
        raise NotFoundError("no enrollment has that external id in this clinic")
    return enrollment


def _of_damaged_id(tx: Tx, clinic: Clinic, key: str) -> Enrollment | None:
    """Return the enrollment of our own id, but only one whose external id cannot be read: no other goes by it."""
    try:
        own = str(UUID(key))
    except ValueError:
        return None
    if not enrollments.belongs_to(tx, clinic.id, own):
        return None
    enrollment = enrollments.get_enrollment(tx, own)
    return enrollment if "external_id" in enrollment.damaged else None


def all_clinics(context: Context) -> list[Clinic]:
    """Return every clinic of the installation."""
    with context.db.read() as tx:
        return clinics.list_clinics(tx)
