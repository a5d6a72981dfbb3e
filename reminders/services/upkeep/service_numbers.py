"""The numbers of the whole service, read from the database at each scrape. None of them is about a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from reminders.core.model.contact import Channel
from reminders.core.model.errors import RemindersError
from reminders.core.sending.lanes import Lane
from reminders.core.upkeep.lags import Lags, Queue
from reminders.services.clinics.senders import held_back
from reminders.services.upkeep.health import read_status
from reminders.store.alerts import escalations
from reminders.store.clinics import switches
from reminders.store.upkeep import lags
from reminders.telemetry.exposition import own_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reminders.core.upkeep.service_status import ServiceStatus
    from reminders.services.context import Context


def metrics_text(context: Context) -> str:
    """Return what this process knows of itself and what the database knows of the service, for Prometheus.

    A database that does not answer is a number too: the rest is then missing, never stale.
    """
    try:
        status, waiting = read_status(context), read_lags(context)
    except SQLAlchemyError:
        families = [_gauge("database_up", "1 while the database answers.", 0)]
    else:
        now = context.clock.now()
        families = [
            _gauge("database_up", "1 while the database answers.", 1),
            *_status_families(status, now),
            *_lag_families(waiting, now),
        ]
    registry = CollectorRegistry()
    registry.register(_Families(families))
    return own_metrics() + generate_latest(registry).decode()


def read_lags(context: Context) -> Lags:
    """Return how far behind the service is."""
    now, partners = context.clock.now(), _partners_written_to(context)
    with context.db.read() as tx:
        on = switches.switches_on(tx)
        down, paused = held_back(tx, on), switches.paused_clinics(on)
        idle = {channel: [*down.get(channel, ()), *paused] for channel in Channel}
        return Lags(
            backlog={} if switches.all_paused(on) else lags.backlog(tx, now, idle),
            receipts_overdue=lags.receipts_overdue(tx, now) if context.lookup is not None else None,
            unacknowledged=escalations.oldest_unacknowledged(tx),
            webhooks=lags.webhook_queue(tx),
            webhooks_failing=lags.webhooks_failing(tx),
            hl7=lags.hl7_queues(tx),
            hl7_last=lags.last_hl7(tx),
            fhir=lags.fhir_waiting(tx, partners),
            fhir_failed=lags.fhir_failed(tx, partners, now - timedelta(days=1)),
            senders_down=switches.count_senders_down(on),
        )


def _partners_written_to(context: Context) -> frozenset[str] | None:
    """Return the partners whose files have something written back; None: there are no files to go by.

    A file that cannot be read counts: until it is mended, what waits for its server is stuck.
    """
    names = context.partner_names() if context.partner_names is not None else ()
    return frozenset(name for name in names if _writes_back(context, name)) if names else None


def _writes_back(context: Context, name: str) -> bool:
    try:
        described = context.find_partner(name) if context.find_partner is not None else None
    except RemindersError:
        return True
    return described is None or (described.fhir is not None and bool(described.fhir.write_back))


class _Families:
    """Hands families that are ready to Prometheus's client."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield them."""
        yield from self._families


def _status_families(status: ServiceStatus, now: datetime) -> list[GaugeMetricFamily]:
    last_seen = status.beat_last_seen
    return [
        _gauge("due_messages", "Messages that should leave now.", status.due),
        _gauge("oldest_due_seconds", "How late the oldest due message is.", status.oldest_due_seconds or 0),
        _gauge("sending_messages", "Messages on the wire.", status.sending),
        _gauge("unconfirmed_messages", "Messages whose outcome is unknown.", status.unconfirmed),
        _gauge("failed_messages_24h", "Messages that failed within a day.", status.failed_24h),
        _gauge("open_alerts", "Alerts that wait for a person.", status.open_alerts),
        _gauge("unheard_alerts", "Urgent alerts that have not been acknowledged.", status.unheard_alerts),
        _gauge("oldest_alert_seconds", "How long the oldest open alert has waited.", status.oldest_alert_seconds or 0),
        _gauge("beat_age_seconds", "Time since the last tick.", _age(last_seen, now)),
        _gauge("paused", "1 while all sending is paused.", 1 if status.paused else 0),
    ]


def _lag_families(waiting: Lags, now: datetime) -> list[GaugeMetricFamily]:
    ages = {lane.value: waiting.backlog.get(lane, Queue()).age_seconds(now) for lane in Lane}
    counts = {lane.value: waiting.backlog.get(lane, Queue()).count for lane in Lane}
    since = waiting.unacknowledged
    return [
        _by("backlog_age_seconds", "How late the oldest message is that a worker could send.", "lane", ages),
        _by("backlog_messages", "Messages that a worker could send now.", "lane", counts),
        _gauge(
            "receipts_overdue_messages",
            "Texts sent 15 minutes to 2 hours ago without a receipt.",
            waiting.receipts_overdue or 0,
        ),
        _gauge(
            "oldest_unheard_alert_seconds",
            "How long the oldest urgent alert has waited to be acknowledged.",
            (now - since).total_seconds() if since else 0,
        ),
        _gauge("outbox_events", "Events that have not arrived at a webhook.", waiting.webhooks.count),
        _gauge("outbox_lag_seconds", "How old the oldest of them is.", waiting.webhooks.age_seconds(now)),
        _gauge("webhooks_failing", "Webhooks that fail or were switched off.", waiting.webhooks_failing),
        _by(
            "hl7_waiting_messages",
            "HL7 messages that wait to be applied, or for a person.",
            "state",
            {state: queue.count for state, queue in waiting.hl7.items()},
        ),
        _by(
            "hl7_lag_seconds",
            "How long the oldest of them has waited.",
            "state",
            {state: queue.age_seconds(now) for state, queue in waiting.hl7.items()},
        ),
        _gauge("hl7_last_message_age_seconds", "Time since the last HL7 message.", _age(waiting.hl7_last, now)),
        _gauge("fhir_writes_waiting", "What waits to be written to FHIR servers.", waiting.fhir.count),
        _gauge("fhir_write_lag_seconds", "How long ago the oldest of it happened.", waiting.fhir.age_seconds(now)),
        _gauge("fhir_writes_failed_24h", "What was given up within a day.", waiting.fhir_failed),
        _gauge("senders_down", "Senders that their provider refuses.", waiting.senders_down),
    ]


def _age(at: datetime | None, now: datetime) -> float:
    """Return how long ago something was; -1: never."""
    return (now - at).total_seconds() if at else -1


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"reminders_{name}", text, value=value)


def _by(name: str, text: str, label: str, values: dict[str, float] | dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"reminders_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
