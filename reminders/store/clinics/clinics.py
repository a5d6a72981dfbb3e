"""Clinics and their rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from reminders.core.model.contact import Channel
from reminders.core.plans.planning import ClinicRules
from reminders.core.plans.quiet_hours import ClinicHours, parse_hours
from reminders.store.tables import clinics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic as its settings stand. Hours are written `10:00-18:00`; `sunday_hours` None is closed."""

    slug: str
    name: str
    phone: str = ""
    timezone: str = "America/New_York"
    country: str = "US"
    languages: str = "en,es"
    emergency_number: str = "911"
    send_hours: str = "10:00-18:00"
    sunday_hours: str | None = "12:00-17:00"
    daily_cap: int = 1
    weekly_cap: int = 3
    optional_steps: str = ""
    sms_sender: str = "default"
    email: str = ""
    escalate_minutes: int = 10
    second_identifier: str = "birth_date"
    id: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's own time zone: the default for its patients."""
        return ZoneInfo(self.timezone)

    @property
    def language_list(self) -> tuple[str, ...]:
        """The languages the clinic writes in, its own first."""
        return tuple(self.languages.split(","))

    @property
    def hours(self) -> ClinicHours:
        """The hours as the core reads them."""
        sunday = parse_hours(self.sunday_hours) if self.sunday_hours else None
        return ClinicHours(parse_hours(self.send_hours), sunday)

    def sender(self, channel: Channel) -> str:
        """Name the line that a channel leaves by: texts have the clinic's own sender, all email goes one way."""
        return self.sms_sender if channel is Channel.SMS else "default"

    @property
    def rules(self) -> ClinicRules:
        """What binds the planner."""
        optional = frozenset(self.optional_steps.split(",")) - {""}
        return ClinicRules(self.hours, self.daily_cap, self.weekly_cap, optional)


_ALL = select(clinics).order_by(clinics.c.slug)
_OF_SENDER = _ALL.where(clinics.c.sms_sender.in_(bindparam("senders", expanding=True)))
_FIELDS = tuple(field.name for field in fields(Clinic))


def find_clinic(tx: Tx, slug: str) -> Clinic | None:
    """Return the clinic of that slug, or None."""
    row = tx.conn.execute(select(clinics).where(clinics.c.slug == slug)).first()
    return _clinic(row) if row else None


def get_clinic(tx: Tx, clinic_id: int) -> Clinic:
    """Return a clinic that is known to exist."""
    return _clinic(tx.conn.execute(select(clinics).where(clinics.c.id == clinic_id)).one())


def list_clinics(tx: Tx) -> list[Clinic]:
    """Return all clinics in order of slug."""
    return [_clinic(row) for row in tx.conn.execute(_ALL)]


def clinics_of_sender(tx: Tx, senders: Iterable[str]) -> list[Clinic]:
    """Return the clinics whose texts leave under one of these senders, in order of slug."""
    return [_clinic(row) for row in tx.conn.execute(_OF_SENDER, {"senders": list(senders)})]


def add_clinic(tx: Tx, clinic: Clinic) -> Clinic:
    """Insert a clinic and return it with its id."""
    values = asdict(clinic)
    del values["id"]
    row = tx.conn.execute(insert(clinics).values(**values).returning(clinics)).one()
    return _clinic(row)


def change_clinic(tx: Tx, clinic: Clinic) -> None:
    """Write a clinic's settings."""
    values = asdict(clinic)
    del values["id"]
    tx.conn.execute(update(clinics).where(clinics.c.id == clinic.id).values(**values))


def _clinic(row: Row[tuple[object, ...]]) -> Clinic:
    values = row._mapping  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] SQLAlchemy's public name for a row's columns
    return Clinic(**{name: values[name] for name in _FIELDS})
