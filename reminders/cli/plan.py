"""`reminders plan PATHWAY`: the whole plan before it starts. No database needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from reminders.cli import clinic_options as options
from reminders.cli.opening import JSONOption
from reminders.config import load_settings
from reminders.core.model.enrollment import FIRST_SLOT, Visit
from reminders.core.model.errors import NotFoundError, WrongUseError
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.pathways.catalog import Catalog, read_file
from reminders.services.forms.enrollment_form import FACTS, FieldError, check_date, read_facts
from reminders.services.plans.plan import PlannedStep, PlanQuestion, show_plan
from reminders.services.upkeep.simulation_events import read_moment
from reminders.services.visits.visit_form import check_local
from reminders.wiring import build_catalog, build_renderer

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("plan")(plan)


def plan(  # noqa: PLR0913 one option per thing a plan depends on
    pathway: Annotated[str, typer.Argument(metavar="PATHWAY", help="A pathway's id, or a pathway file.")],
    surgery_date: Annotated[str, typer.Option("--surgery-date", metavar="YYYY-MM-DD")],
    discharge_date: Annotated[
        str | None, typer.Option("--discharge-date", metavar="YYYY-MM-DD", help="The day the patient goes home.")
    ] = None,
    visit: Annotated[
        list[str] | None,
        typer.Option("--visit", metavar="AT", help="A visit, as 2026-03-05T14:30; may be given often."),
    ] = None,
    timezone: options.Timezone = None,
    language: Annotated[str | None, typer.Option("--language")] = None,
    job_strain: Annotated[str, typer.Option("--job-strain")] = "unknown",
    fact: Annotated[list[str] | None, typer.Option("--fact", metavar="K=V", help="May be given often.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="T", help="Plan as if enrolled then.")] = None,
    name: options.Name = None,
    phone: options.Phone = None,
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
    optional_steps: options.OptionalSteps = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Show every message of a recovery plan with its local time and text."""
    clinic = options.sample_clinic(
        name=name,
        phone=phone,
        timezone=timezone,
        country=country,
        languages=languages,
        emergency_number=emergency_number,
        send_hours=send_hours,
        sunday_hours=sunday_hours,
        daily_cap=daily_cap,
        weekly_cap=weekly_cap,
        holiday_region=holiday_region,
        open_holidays=open_holidays,
        closed_days=closed_days,
        optional_steps=optional_steps,
    )
    settings = load_settings()
    pathway_file = _find(build_catalog(settings), pathway)
    try:
        question = PlanQuestion(
            pathway=pathway_file,
            surgery_date=check_date("surgery_date", surgery_date),
            zone=ZoneInfo(clinic.timezone),
            language=language or clinic.language_list[0],
            facts=_facts(pathway_file, job_strain, fact or []),
            as_of=read_moment("--as-of", as_of) if as_of else None,
            discharge_date=check_date("discharge_date", discharge_date) if discharge_date else None,
            visits=_visits(visit or [], clinic),
        )
    except FieldError as error:
        raise WrongUseError(f"--{error.field.replace('_', '-')}: {error}") from None
    except ValueError as error:
        raise WrongUseError(str(error)) from None
    if question.discharge_date and question.discharge_date < question.surgery_date:
        raise WrongUseError("--discharge-date: must not be before the surgery date")
    lines = show_plan(question, clinic, build_renderer(settings))
    if as_json:
        print(json.dumps([_as_json(line) for line in lines], ensure_ascii=False, indent=1))
    else:
        for line in lines:
            _print(line)


def _visits(texts: list[str], clinic: Clinic) -> tuple[Visit, ...]:
    moments = sorted(check_local("visit", text, clinic) for text in texts)
    return tuple(Visit(f"{slot}", "", "", at, slot=slot) for slot, at in enumerate(moments, FIRST_SLOT))


def _find(catalog: Catalog, name: str) -> Pathway:
    file = catalog.find(name)
    if file is not None:
        return file.pathway
    if name.endswith((".yaml", ".yml")):
        return read_file(Path(name)).pathway
    raise NotFoundError(f"there is no pathway {name!r}; known: {', '.join(catalog.ids)}")


def _facts(pathway: Pathway, job_strain: str, texts: list[str]) -> dict[str, str]:
    """Read the facts as an import does. A misspelt name would silently change nothing, so it is refused."""
    facts = {"job_strain": job_strain, **dict(_name_and_value(text) for text in texts)}
    own = {key for step in pathway.steps for key in (*step.when, *step.unless) if not key.startswith(ANSWER_FACT)}
    known = {*FACTS, *own, *(fact.name for fact in pathway.facts)}
    for name in facts:
        if name not in known:
            raise WrongUseError(f"--fact: no fact is named {name!r}; known: {', '.join(sorted(known))}")
    try:
        return {**facts, **read_facts(facts, pathway.facts)}
    except FieldError as error:
        option = "--job-strain" if error.field == "job_strain" else f"--fact {error.field}"
        raise WrongUseError(f"{option}: {error}") from None


def _name_and_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise WrongUseError("--fact is written NAME=VALUE, for example --fact opioid=yes")
    return name, value


def _as_json(line: PlannedStep) -> dict[str, Any]:
    return {
        "step": line.step,
        "channel": line.channel.value,
        "due_at": line.due_at.isoformat(),
        "send_before": line.send_before.isoformat(),
        "local": line.local.isoformat(),
        "skipped": line.skipped,
        "body": line.body,
        "segments": line.segments,
    }


def _print(line: PlannedStep) -> None:
    length = f", {line.segments} segment{'s' if line.segments != 1 else ''}" if line.segments else ""
    what = f"skipped: {line.skipped}" if line.skipped else f"{line.channel.value}{length}"
    print(f"{line.local:%a %Y-%m-%d %H:%M}  {line.step:<20} {what}")
    if line.body:
        print("".join(f"    {part}\n" for part in line.body.splitlines()))
