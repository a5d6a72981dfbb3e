"""Opens one alert a clinic when something stored could not be read while somebody looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.store.alerts.alerts import open_alert_once

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx

_DETAIL = "stored value"


def note_damage(tx: Tx, clinic_ids: AbstractSet[int], at: datetime) -> None:
    """Open the alert in a writing transaction, unless it is open."""
    for clinic_id in sorted(clinic_ids):
        open_alert_once(tx, AlertKind.CANNOT_BE_READ, at, clinic_id=clinic_id, detail=_DETAIL)


def tell_of_damage(context: Context, clinic_ids: AbstractSet[int]) -> None:
    """Open it after a reading transaction, which cannot write; without damage nothing waits for a writer."""
    if clinic_ids:
        with context.db.begin() as tx:
            note_damage(tx, clinic_ids, context.clock.now())
