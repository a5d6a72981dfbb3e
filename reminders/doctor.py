"""Looks at all that the service stands on. Each finding is one sentence, which says what to do when it is wrong.

Nothing is changed, nothing is sent, and no sentence holds a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from reminders.config import SettingsError, require_keys
from reminders.core.model.contact import Channel
from reminders.core.sending.faults.fault_sentences import sentence_of
from reminders.core.staff.client_address import read_address
from reminders.core.staff.secret_strength import MAKE_SECRET, weakness_of_secret
from reminders.core.upkeep.encryption_keys import MAKE_KEY, weakness_of_key
from reminders.core.upkeep.old_database import REMEDY, SENTENCES, read_mark
from reminders.services.clinics.senders import DOWN_FOR_NO_CODE
from reminders.services.upkeep.check_cells import ROWS_LOOKED_AT, check_cells
from reminders.services.upkeep.watch_beat import beat_problem
from reminders.services.upkeep.zones import release_of_zones, zones_not_known
from reminders.store.clinics import switches
from reminders.store.database.key_ring import Form
from reminders.store.database.session import UnfitDatabaseError
from reminders.store.database.vault import WrongKeyError
from reminders.store.upkeep import places
from reminders.store.upkeep.schema import HEAD, require_schema
from reminders.wiring import build_database, sender_checks
from reminders.worker.startup import (
    NotYetError,
    StartError,
    check_broker,
    check_database,
    database_place,
    require_redis,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from reminders.config import Settings
    from reminders.ports import Clock
    from reminders.services.upkeep.check_cells import CellReport
    from reminders.store.database.session import Database, Tx

SKEW = timedelta(seconds=5)
NAMED = 20
"""Damaged values that are named one by one."""

OLD_RULES_YEARS = 2
"""Countries change their clocks with months of notice at best; rules of the year before last have missed some."""
_NO_PROXY = (
    ". WARNING: TRUSTED_PROXIES is empty, so all visitors have your proxy's address and share one limit of sign-in "
    "attempts; set it to the proxy's network"
)
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was looked at, whether it is as it should be, and one sentence about it."""

    name: str
    ok: bool
    says: str


def examine(settings: Settings, clock: Clock, *, every_row: bool = False) -> Iterator[CheckResult]:
    """Look at one thing after the other; what cannot be looked at for want of another is left out."""
    keys = _keys(settings)
    yield keys
    if keys.ok:
        yield from _database(settings, clock, None if every_row else ROWS_LOOKED_AT)
    yield _broker(settings)
    for channel, look in sender_checks(settings).items():
        name = "twilio" if channel is Channel.SMS else "smtp"
        if look is None:
            yield CheckResult(
                name, ok=True, says=f"{channel.value.upper()}_BACKEND is outbox: nothing leaves, as asked"
            )
        else:
            state = look()
            yield CheckResult(name, ok=state.works, says=state.says)
    yield _rules_of_zones(clock.now())
    yield _public_url(settings)
    yield _metrics(settings)


def _keys(settings: Settings) -> CheckResult:
    try:
        keys = require_keys(settings)
    except SettingsError as error:
        hint = "; on SQLite `reminders migrate` makes both" if settings.is_sqlite else ""
        return CheckResult("keys", ok=False, says=f"{error}{hint}")
    if keys.secret_key and (weakness := weakness_of_secret(keys.secret_key)):
        says = f"SECRET_KEY is easy to guess: {weakness}; {MAKE_SECRET}; links that were sent under the old"
        return CheckResult("keys", ok=False, says=f"{says} one stop working, unless it stands in SECRET_KEY_PREVIOUS")
    if weakness := weakness_of_key(keys.encryption_keys[0]):
        says = (
            f"ENCRYPTION_KEYS begins with a key that is easy to guess: {weakness}; {MAKE_KEY}; put it first, keep the"
        )
        return CheckResult("keys", ok=False, says=f"{says} others after it and run: reminders rekey")
    count = len(keys.encryption_keys)
    return CheckResult("keys", ok=True, says=f"SECRET_KEY is set, and ENCRYPTION_KEYS ({count}; the first one writes)")


def _database(settings: Settings, clock: Clock, rows: int | None) -> Iterator[CheckResult]:
    place = database_place(settings)
    file = make_url(settings.database_url).database
    if settings.is_sqlite and not (file and Path(file).exists()):  # looking must not make one
        yield CheckResult("database", ok=False, says=f"{place} does not exist yet; run: reminders migrate")
        return
    database = build_database(settings)
    try:
        wrong = _schema(database)
        yield CheckResult("database", ok=True, says=f"{place} answers")
        yield wrong or CheckResult(
            "migrations", ok=True, says=f"the schema is this program's ({HEAD}), and the keys open it"
        )
        if wrong is None:
            with database.read() as tx:
                yield from _inside(tx, settings, clock)
                yield _encryption(check_cells(tx, rows))
    except DBAPIError:
        yield CheckResult("database", ok=False, says=_why_not(database, settings))
    finally:
        database.close()


def _schema(database: Database) -> CheckResult | None:
    try:
        require_schema(database)
    except UnfitDatabaseError as error:
        return CheckResult("migrations", ok=False, says=str(error))
    except WrongKeyError as error:
        return CheckResult("keys", ok=False, says=str(error))
    return None


def _why_not(database: Database, settings: Settings) -> str:
    try:
        check_database(database, settings)
    except (StartError, NotYetError) as error:
        return str(error)
    return f"{database_place(settings)} did not answer at first, but does now; look again"


def _inside(tx: Tx, settings: Settings, clock: Clock) -> Iterator[CheckResult]:
    """Look at what an open database tells."""
    now = clock.now()
    problem = beat_problem(tx, now, settings.tick_seconds)
    todo = "start it: `reminders up`, or `celery -A scheduler beat` with a worker"
    yield CheckResult("beat", ok=not problem, says=f"{problem} {todo}" if problem else "beat ticks")
    on = switches.switches_on(tx)
    own = [f"clinic:{clinic_id}" for clinic_id in switches.paused_clinics(on)]  # its admin's business, not a fault
    yield from _age(on)
    own.append(switches.OLD_DATABASE)
    standing = [f"{name} ({_why(name, reason)})" if reason else name for name, reason in on.items() if name not in own]
    stopped = f"sending is stopped by: {', '.join(standing)}; when fixed: reminders resume-all, or resume-sender"
    yield CheckResult("sending", ok=not standing, says=stopped if standing else "no switch holds messages back")
    lost = zones_not_known(places.zones_in_use(tx))
    yield CheckResult(
        "zones",
        ok=not lost,
        says=f"the rules of {', '.join(lost)} are missing; install or update the tzdata package"
        if lost
        else "the zones of all clinics and patients are known",
    )
    server = places.server_time(tx)
    if server is not None:
        yield _clock(server, now)


def _encryption(report: CellReport) -> CheckResult:
    """Say what does not open, under which keys values are, and what `rekey` has yet to do."""
    looked = f"{report.rows:,} rows looked at"
    if not report.is_complete:
        looked += ", not all: reminders doctor --every-row"
    if report.damaged:
        shown = "; ".join(f"{item.table} {item.row_id}: {item.column}" for item in report.damaged[:NAMED])
        more = f"; and {len(report.damaged) - NAMED:,} more" if len(report.damaged) > NAMED else ""
        one = len(report.damaged) == 1
        says = (
            f"{len(report.damaged):,} encrypted value{' is' if one else 's are'} damaged, or copied there from "
            f"elsewhere: {shown}{more} ({looked}); see docs/operations.md, Values that do not open"
        )
        return CheckResult("encryption", ok=False, says=says)
    clinics, others, column = (report.forms[form] for form in (Form.CLINIC, Form.ROW, Form.COLUMN))
    forms = f"{clinics:,} under the data keys of clinics, {others:,} under ENCRYPTION_KEYS"
    if column:
        forms += f", {column:,} under ENCRYPTION_KEYS and not bound to their row"
    says = f"every value opens: {forms} ({looked})"
    if report.older:
        says += (
            f"; {report.older:,} belong under the data key of their clinic or are not bound: when every process runs "
            "this version, run: reminders rekey"
        )
    return CheckResult("encryption", ok=True, says=says)


def _age(on: Mapping[str, str | None]) -> Iterator[CheckResult]:
    """Say why the database counts as old, if it does."""
    reason = on.get(switches.OLD_DATABASE)
    if reason is not None:
        why = SENTENCES[read_mark(reason).because]
        says = f"all sending is paused because this database may be old: {why}; {REMEDY}"
        yield CheckResult("old data", ok=False, says=says)


def _why(switch: str, reason: str) -> str:
    """Say why a switch is on: of a sender that is down, what the provider's code means and what to do."""
    known = sentence_of(reason) if switch.startswith("line:") and reason != DOWN_FOR_NO_CODE else None
    return f"{reason}: {known}" if known else reason


def _clock(server: datetime, now: datetime) -> CheckResult:
    skew = abs(server - now)
    if skew > SKEW:
        apart = f"the clocks of this machine and of the database are {skew.total_seconds():.0f} s apart"
        return CheckResult("clock", ok=False, says=f"{apart}; let both follow a time server (NTP)")
    return CheckResult("clock", ok=True, says="this machine's clock agrees with the database's")


def _broker(settings: Settings) -> CheckResult:
    if settings.broker_is_in_process:
        return CheckResult("broker", ok=True, says="tasks travel inside one process, as `reminders up` wants it")
    try:
        require_redis(settings)
        check_broker(settings)
    except (StartError, NotYetError) as error:
        return CheckResult("broker", ok=False, says=str(error))
    return CheckResult("broker", ok=True, says="Redis answers")


def _rules_of_zones(now: datetime) -> CheckResult:
    release = release_of_zones()
    if release is None:
        return CheckResult("tzdata", ok=False, says="there are no rules of time zones; install the tzdata package")
    if int(release[:4]) <= now.year - OLD_RULES_YEARS:
        return CheckResult(
            "tzdata", ok=False, says=f"the rules of time zones are of {release}; update the tzdata package"
        )
    return CheckResult("tzdata", ok=True, says=f"the rules of time zones are of {release}")


def _public_url(settings: Settings) -> CheckResult:
    parts = urlsplit(settings.public_url)
    proxy = _NO_PROXY if parts.scheme == "https" and not settings.trusted_proxies else ""
    sends = "twilio" in settings.sms_backend or "smtp" in settings.email_backend
    if not sends:
        return CheckResult(
            "public_url", ok=True, says=f"links lead to {settings.public_url}; nothing is sent for real{proxy}"
        )
    if parts.scheme != "https" or parts.hostname in _LOCAL:
        says = (
            f"PUBLIC_URL is {settings.public_url}, which patients and Twilio cannot reach safely; set it to https://…"
        )
        return CheckResult("public_url", ok=False, says=says)
    return CheckResult("public_url", ok=True, says=f"links lead to {settings.public_url}{proxy}")


def _metrics(settings: Settings) -> CheckResult:
    """Say who can read the metrics. They identify no patient, but tell how much is sent and what is broken."""
    host = read_address(settings.host)
    behind_proxy = urlsplit(settings.public_url).hostname not in _LOCAL
    if settings.metrics_port is None:
        says = "the web port serves /metrics"
        if behind_proxy or (host is not None and not host.is_private):
            says += (
                ". WARNING: whoever reaches the web port can read it: what is sent, how late, what is broken; set "
                "METRICS_PORT, or have your proxy refuse /metrics"
            )
        return CheckResult("metrics", ok=True, says=says)
    says = f"/metrics is served on port {settings.metrics_port} alone"
    if host is not None and host.is_global:
        says += (
            f". WARNING: HOST is {settings.host}, an address of the internet; close port {settings.metrics_port} there "
            "with a firewall, or listen on an address of your own network"
        )
    return CheckResult("metrics", ok=True, says=says)
