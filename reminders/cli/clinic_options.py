"""The options that describe a clinic, shared by `clinic add|set`, `plan` and `simulate`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from reminders.core.model.clinic import Clinic
from reminders.core.model.errors import UseError
from reminders.services.clinics.assign_sender import check_sender
from reminders.services.clinics.clinic_settings import check_clinic

Name = Annotated[str | None, typer.Option("--name", help="The sender's name; no medical specialty in it.")]
Phone = Annotated[str | None, typer.Option("--phone", help="How patients reach the clinic, as it is to be read.")]
Timezone = Annotated[str | None, typer.Option("--timezone", help="For example America/New_York.")]
Country = Annotated[str | None, typer.Option("--country", help="Two letters: how phone numbers are read [US].")]
Languages = Annotated[str | None, typer.Option("--languages", help="The clinic's own first [en,es].")]
Emergency = Annotated[str | None, typer.Option("--emergency-number", help="[911]")]
SendHours = Annotated[str | None, typer.Option("--send-hours", help="On the patient's clock [10:00-18:00].")]
SundayHours = Annotated[str | None, typer.Option("--sunday-hours", help="Or none for closed [12:00-17:00].")]
DailyCap = Annotated[int | None, typer.Option("--daily-cap", help="Texts a day per patient [1].")]
WeeklyCap = Annotated[int | None, typer.Option("--weekly-cap", help="Texts in any 7 days per patient [3].")]


Email = Annotated[str | None, typer.Option("--email", help="The clinic's mailbox: answers to emails go there.")]
EscalateMinutes = Annotated[
    int | None, typer.Option("--escalate-minutes", help="How long a person on call has before the next is told [10].")
]


SMSSender = Annotated[
    str | None,
    typer.Option("--sms-sender", help="The number or messaging service its texts leave by [default: the service's]."),
]
Share = Annotated[
    str | None,
    typer.Option("--share", metavar="SLUGS", help="The clinics that have this sender already and agree to share it."),
]


OptionalSteps = Annotated[
    str | None,
    typer.Option("--optional-steps", help="Optional steps to send, as preop_prep or laminectomy.preop_prep."),
]


SecondIdentifier = Annotated[
    str | None,
    typer.Option("--second-identifier", help="Shown beside names: birth_date, record_number or none [birth_date]."),
]


OnePerson = Annotated[
    str | None,
    typer.Option("--one-person", metavar="yes|no", help="A practice of one: who writes a version may approve it [no]."),
]


DoubleOptIn = Annotated[
    str | None,
    typer.Option("--double-opt-in", metavar="yes|no", help="Texts only after the patient confirms by text [no]."),
]


TextPrice = Annotated[
    str | None,
    typer.Option(
        "--text-price",
        metavar="CENTS",
        help="US cents for one segment of a text, for example 0.83; or default [default: list price of its country].",
    ),
]


SecondFactor = Annotated[
    str | None,
    typer.Option(
        "--second-factor",
        metavar="ROLES",
        help="Roles that sign in with a second factor, such as admin,clinician; none; or default [default: admin, "
        "where PUBLIC_URL is https].",
    ),
]
HolidayRegion = Annotated[
    str | None,
    typer.Option("--holidays", metavar="REGION", help="Closed on its public holidays: US, US-NY, or none [none]."),
]
OpenHolidays = Annotated[
    str | None,
    typer.Option("--open-holidays", metavar="NAMES", help="Holidays it is open on, with ; between them [none]."),
]
ClosedDayList = Annotated[
    str | None,
    typer.Option("--closed-days", metavar="DAYS", help="More closed days: '2026-12-24 Christmas Eve, 2026-12-31'."),
]


def slugs_of(share: str | None) -> list[str]:
    """Return the clinics that `--share` names."""
    return [slug.strip() for slug in (share or "").split(",") if slug.strip()]


_CALENDAR = ("holiday_region", "open_holidays", "closed_days")


def with_options(clinic: Clinic, **options: Any) -> Clinic:
    """Return the clinic with the options that were given, checked.

    Raises:
        UseError: an option's value cannot be used.

    """
    changes = {name: value for name, value in options.items() if value is not None}
    if "sms_sender" in changes:
        changes["sms_sender"] = check_sender(changes["sms_sender"])
    if str(changes.get("sunday_hours", "")).lower() == "none":
        changes["sunday_hours"] = None
    for name in ("one_person", "double_opt_in"):
        if name in changes:
            changes[name] = _yes(f"--{name.replace('_', '-')}", changes[name])
    if str(changes.get("second_factor", "")).lower() == "none":
        changes["second_factor"] = ""
    if str(changes.get("text_price", "")).lower() == "default":
        changes["text_price"] = ""
    changes |= {name: "" for name in _CALENDAR if str(changes.get(name, "")).lower() == "none"}
    return check_clinic(replace(clinic, **changes))


def _yes(option: str, text: str) -> bool:
    if text.strip().lower() not in {"yes", "no"}:
        raise UseError(f"{option} takes yes or no")
    return text.strip().lower() == "yes"


def sample_clinic(**options: Any) -> Clinic:
    """Return a clinic of the defaults with the options that were given."""
    return with_options(Clinic(slug="clinic", name="Your Clinic", phone="(202) 555-0100"), **options)
