"""Every kind of alert that can open has words for staff."""

from __future__ import annotations

from reminders.store.alerts.alerts import AlertKind
from reminders.web.pages.labels import LABELS


def test_every_kind_of_alert_has_a_label():
    assert {kind.value for kind in AlertKind} <= set(LABELS["alert"])
