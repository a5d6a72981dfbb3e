"""`reminders clinic add|set|pause|resume|erase`."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Annotated

import typer

from reminders.cli import clinic_options as options
from reminders.cli import on_call
from reminders.cli.opening import clinic_named, command_line, open_context, settings_with_keys
from reminders.core.model.clinic import Clinic
from reminders.core.model.errors import UseError, WrongUseError
from reminders.services.clinics.clinic_settings import add_clinic, change_clinic
from reminders.services.clinics.paused import Paused, pause_clinic, read_paused, resume_clinic
from reminders.services.clinics.preview_rules import preview_rules
from reminders.services.upkeep.erasing.erase_clinic import Held, erase_clinic, preview_erasure

app = typer.Typer(help="Add a clinic or change its settings.", no_args_is_help=True)
app.add_typer(on_call.app, name="on-call")


@app.command("add")
def add(  # noqa: PLR0913 one option per setting; the help text says it
    slug: str,
    name: options.Name = None,
    phone: options.Phone = None,
    timezone: options.Timezone = None,
    country: options.Country = None,
    languages: options.Languages = None,
    emergency_number: options.Emergency = None,
    send_hours: options.SendHours = None,
    sunday_hours: options.SundayHours = None,
    daily_cap: options.DailyCap = None,
    weekly_cap: options.WeeklyCap = None,
    holiday_region: options.HolidayRegion = None,
    open_holidays: options.OpenHolidays = None,
    closed_days: options.ClosedDayList = None,
    email: options.Email = None,
    escalate_minutes: options.EscalateMinutes = None,
    optional_steps: options.OptionalSteps = None,
    second_identifier: options.SecondIdentifier = None,
    one_person: options.OnePerson = None,
    double_opt_in: options.DoubleOptIn = None,
    second_factor: options.SecondFactor = None,
    text_price: options.TextPrice = None,
    sms_sender: options.SMSSender = None,
    share: options.Share = None,
) -> None:
    """Add a clinic."""
    values = {key: value for key, value in locals().items() if key not in {"slug", "share"}}
    values["sms_sender"] = _one_name(sms_sender)
    clinic = options.with_options(Clinic(slug=slug, name=slug.replace("-", " ").title()), **values)
    with open_context() as context:
        add_clinic(context, clinic, actor=command_line(), share=options.slugs_of(share))
    print(f"clinic {clinic.slug} added: {clinic.name}, {clinic.timezone}, texts {clinic.send_hours}")
    if not clinic.phone:
        typer.echo(
            "no --phone yet: messages will say 'call us' without a number; add one with: reminders clinic set", err=True
        )


@app.command("set")
def set_(  # noqa: PLR0913
    slug: str,
    name: options.Name = None,
    phone: options.Phone = None,
    timezone: options.Timezone = None,
    country: options.Country = None,
    languages: options.Languages = None,
    emergency_number: options.Emergency = None,
    send_hours: options.SendHours = None,
    sunday_hours: options.SundayHours = None,
    daily_cap: options.DailyCap = None,
    weekly_cap: options.WeeklyCap = None,
    holiday_region: options.HolidayRegion = None,
    open_holidays: options.OpenHolidays = None,
    closed_days: options.ClosedDayList = None,
    email: options.Email = None,
    escalate_minutes: options.EscalateMinutes = None,
    optional_steps: options.OptionalSteps = None,
    second_identifier: options.SecondIdentifier = None,
    one_person: options.OnePerson = None,
    double_opt_in: options.DoubleOptIn = None,
    second_factor: options.SecondFactor = None,
    text_price: options.TextPrice = None,
    sms_sender: options.SMSSender = None,
    share: options.Share = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count the messages that would change.")] = False,  # noqa: FBT002 Typer's form
) -> None:
    """Change a clinic's settings; what is unsent follows."""
    values = {key: value for key, value in locals().items() if key not in {"slug", "share", "dry_run"}}
    values["sms_sender"] = _one_name(sms_sender)
    with open_context() as context:
        clinic = options.with_options(clinic_named(context, slug), **values)
        if dry_run:
            effect = preview_rules(context, clinic)
            print(f"would change {effect.messages} unsent messages of {effect.surgeries} surgeries; nothing was saved")
            return
        replanned = change_clinic(context, clinic, actor=command_line(), share=options.slugs_of(share))
    print(f"clinic {clinic.slug} changed; {replanned} enrollments re-planned")


@app.command("pause")
def pause(slug: str) -> None:
    """Hold every message of one clinic but safety answers and stop confirmations; it holds across restarts."""
    with open_context() as context:
        new = pause_clinic(context, clinic_named(context, slug), actor=command_line())
    print(f"clinic {slug} is paused" if new else f"clinic {slug} was paused already")


@app.command("resume")
def resume(slug: str) -> None:
    """Let one clinic send again; what is past its time stays unsent and is listed as missed."""
    with open_context() as context:
        clinic = clinic_named(context, slug)
        new = resume_clinic(context, clinic, actor=command_line())
        paused = read_paused(context, clinic)
    print(f"clinic {slug} sends again" if new else f"clinic {slug} was not paused")
    if paused is Paused.OLD_DATABASE:
        typer.echo("all sending stays paused, because the database may be old; see: reminders status", err=True)
    elif paused is Paused.EVERYTHING:
        typer.echo("all clinics are still paused; end that with: reminders resume-all", err=True)


@app.command("erase")
def erase(
    slug: str,
    yes: Annotated[
        str | None, typer.Option("--yes", metavar="SLUG", help="The slug once more, instead of typing it when asked.")
    ] = None,
    wait_seconds: Annotated[
        int, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for what is on its way.")
    ] = 120,
    overwrite_only: Annotated[  # noqa: FBT002
        bool, typer.Option("--overwrite-only", help="Also where values are not under the clinic's data key.")
    ] = False,
) -> None:
    """Erase a clinic for good: patients, plans, messages, replies, staff, settings. Only a backup brings it back.

    The clinic is paused first, and its data key destroyed. A run that was broken off goes on when it is run again. The
    audit log stays, and so do stops of patients, as hashes: see docs/data-protection.md, Erasing a clinic.
    """
    with open_context() as context:
        clinic = clinic_named(context, slug)
        if yes is not None and yes != slug:
            raise WrongUseError(f"--yes must name the clinic to erase, {slug}; nothing was changed")
        if yes is None:
            _ask(clinic, preview_erasure(context, clinic))
        patience, who = timedelta(seconds=wait_seconds), command_line()
        erased = erase_clinic(context, clinic, patience, actor=who, overwrite_only=overwrite_only)
    for table, count in sorted(erased.rows.items()):
        print(f"{table}: {count:,}")
    print(f"clinic {slug} is erased: {sum(erased.rows.values()):,} rows of {len(erased.rows)} tables")


def _ask(clinic: Clinic, held: Held) -> None:
    """Have the slug typed.

    Raises:
        UseError: something else was typed, or there is no one to type.

    """
    if not sys.stdin.isatty():
        raise WrongUseError(f"to erase a clinic without being asked, add: --yes {clinic.slug}")
    print(
        f"This erases clinic {clinic.slug} ({clinic.name}) for good: {held.patients:,} patients, {held.surgeries:,} "
        f"surgeries, {held.messages:,} messages, {held.replies:,} replies, {held.staff:,} staff members."
    )
    if typer.prompt("Type its slug to go on") != clinic.slug:
        raise UseError("that is not its slug; nothing was changed")


def _one_name(sender: str | None) -> str | None:
    """Return `default` for the service's own number, which would otherwise count as another sender than itself."""
    settings = settings_with_keys()
    return "default" if sender in {settings.twilio_from, settings.twilio_messaging_service_sid} - {None} else sender
