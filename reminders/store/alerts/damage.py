"""Alerts over stored values that open with no key: one a patient, and one a clinic for all that is no one's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select, update

from reminders.core.alerts.alert_kinds import AlertKind, Severity
from reminders.store.alerts.alerts import BY_ITSELF, open_alert
from reminders.store.tables import alerts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.store.database.session import Damage, Tx

ENTER_AGAIN: Final = "enter again"
"""The detail of an alert about one patient: what staff can do."""

CHECK_KEYS: Final = "check keys"
"""The detail of an alert about a clinic: what the person who runs the server can do."""

QUIET_FOR = timedelta(days=7)
"""The person who resolved the alert knows; after that it is raised again while the value is still not mended."""

MAX_OPEN_ALERTS = 20
"""Alerts about patients that are open at once in a clinic: when a key is lost, one says more than a thousand."""


def open_damage_alerts(tx: Tx, damaged: Collection[Damage], at: datetime) -> None:
    """Open the alerts that are not open and were not resolved lately, in a writing transaction."""
    for clinic_id in sorted({item.clinic_id for item in damaged}):
        ids = {item.patient_id for item in damaged if item.clinic_id == clinic_id}
        patients = sorted(item for item in ids if item is not None)
        known = _known(tx, clinic_id, at)
        room = MAX_OPEN_ALERTS - _count_open(tx, clinic_id)
        new = [patient for patient in patients if patient not in known]
        for patient_id in new[: max(0, room)]:
            open_alert(
                tx,
                AlertKind.CANNOT_BE_READ,
                at,
                clinic_id=clinic_id,
                patient_id=patient_id,
                detail=ENTER_AGAIN,
                severity=Severity.URGENT,
            )
        if (None in ids or len(new) > room) and None not in known:
            open_alert(tx, AlertKind.CANNOT_BE_READ, at, clinic_id=clinic_id, detail=CHECK_KEYS)


def close_damage_alerts(tx: Tx, patient_id: str, at: datetime) -> None:
    """Close what is open about a patient of whom everything can be read again, or who was erased."""
    of_patient = (alerts.c.kind == AlertKind.CANNOT_BE_READ.value) & (alerts.c.patient_id == patient_id)
    closed = {"closed_at": at, "closed_by": BY_ITSELF}
    tx.conn.execute(update(alerts).where(of_patient, alerts.c.closed_at.is_(None)).values(**closed))


def _known(tx: Tx, clinic_id: int, at: datetime) -> set[str | None]:
    """Return the patients, and None for the clinic, about whom an alert is open or was resolved by someone lately."""
    lately = (alerts.c.closed_at > at - QUIET_FOR) & (alerts.c.closed_by != BY_ITSELF)
    query = select(alerts.c.patient_id).where(
        alerts.c.clinic_id == clinic_id,
        alerts.c.kind == AlertKind.CANNOT_BE_READ.value,
        or_(alerts.c.closed_at.is_(None), lately),
    )
    return set(tx.conn.execute(query).scalars())


def _count_open(tx: Tx, clinic_id: int) -> int:
    query = select(func.count()).where(
        alerts.c.clinic_id == clinic_id,
        alerts.c.kind == AlertKind.CANNOT_BE_READ.value,
        alerts.c.patient_id.is_not(None),
        alerts.c.closed_at.is_(None),
    )
    return tx.conn.execute(query).scalar_one()
