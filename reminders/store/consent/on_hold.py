"""Alerts because of which plans or texts are on hold: deciding about these ends an alert, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, literal, or_, select

from reminders.core.plans.holding import HoldKind
from reminders.store.tables import alerts, clinics, holds, replies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.store.database.session import Tx

ITS_CLINICS = (
    select(clinics.c.id)
    .where(holds.c.scope == literal("sender:") + clinics.c.sms_sender)
    .correlate(holds, alerts, replies)
)
"""The clinics that an unclear stop is about: those that send as the one that was written to (`opt_outs.scope_of`)."""

UNDECIDED = (
    select(holds.c.id)
    .where(holds.c.ended_at.is_(None), holds.c.address_hash == alerts.c.subject, holds.c.kind == alerts.c.kind)
    .where(
        or_(
            and_(holds.c.kind == HoldKind.PLAN_EVENT.value, holds.c.clinic_id == alerts.c.clinic_id),
            and_(holds.c.kind == HoldKind.UNCLEAR_STOP.value, alerts.c.clinic_id.in_(ITS_CLINICS)),
        )
    )
    .correlate(alerts)
    .exists()
)
"""Whether plans or texts are on hold because of an alert: a kind of hold and its alert have one name."""


def undecided(tx: Tx, alert_ids: Sequence[int]) -> set[int]:
    """Return those of these alerts that hold plans or texts back."""
    query = select(alerts.c.id).where(alerts.c.id.in_(list(alert_ids)), UNDECIDED)
    return set(tx.conn.execute(query).scalars())
