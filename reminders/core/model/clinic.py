"""A clinic: its settings as they stand, and the limits that its settings put on messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from reminders.core.model.contact import Channel
from reminders.core.model.quiet_hours import ClinicHours, parse_hours

EMAIL_SENDER = "default"
"""All email leaves one way."""


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """When no staff are in: public holidays of a region (`US`, `US-NY`; empty: none), and the clinic's own days.

    `open_on` names the public holidays on which the clinic is open.
    """

    region: str = ""
    open_on: frozenset[str] = frozenset()
    own: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class ClinicRules:
    """A clinic's limits on scheduled messages. Caps count texts only.

    `optional_on` names steps switched on: `step`, or `pathway.step` for one pathway only.
    """

    hours: ClinicHours = field(default_factory=ClinicHours)
    daily_cap: int = 1
    weekly_cap: int = 3
    optional_on: frozenset[str] = frozenset()
    closed: ClosedDays = ClosedDays()


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic as its settings stand. Hours are written `10:00-18:00`; `sunday_hours` None is closed.

    `one_person`: new versions of care plans and wording may be approved by their author, which their record then says.
    `second_factor`: the roles that sign in with one, with commas between; `default` is what the installation asks for.
    `double_opt_in`: a phone gets texts only after its owner has confirmed it by text.
    `asked_opt_in`: it was on at some time, so what phones were told then still holds.
    `text_price`: US cents for one segment of a text, as `0.83`; empty: the list price of its country.
    `closed_days` and `open_holidays` are lists with `;` between entries; a closed day is `2026-12-24 Christmas Eve`.
    """

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
    holiday_region: str = ""
    open_holidays: str = ""
    closed_days: str = ""
    one_person: bool = False
    second_factor: str = "default"
    double_opt_in: bool = False
    asked_opt_in: bool = False
    text_price: str = ""
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

    @property
    def closed_day_names(self) -> dict[date, str]:
        """The clinic's own closed days with their names."""
        entries = (entry.partition(" ") for entry in self.closed_days.split(";") if entry)
        return {date.fromisoformat(day): name for day, _, name in entries}

    @property
    def closed(self) -> ClosedDays:
        """The closed days as the core reads them."""
        open_on = frozenset(self.open_holidays.split(";")) - {""}
        return ClosedDays(self.holiday_region, open_on, frozenset(self.closed_day_names))

    def sender(self, channel: Channel) -> str:
        """Name the line that a channel leaves by: texts have the clinic's own sender, all email goes one way."""
        return self.sms_sender if channel is Channel.SMS else EMAIL_SENDER

    @property
    def rules(self) -> ClinicRules:
        """What binds the planner."""
        optional = frozenset(self.optional_steps.split(",")) - {""}
        return ClinicRules(self.hours, self.daily_cap, self.weekly_cap, optional, self.closed)
