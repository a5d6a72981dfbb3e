"""`reminders answers` and `reminders report mips`: what patients answered, one by one and as a measure."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, open_context
from reminders.core.model.contact import Party
from reminders.core.model.errors import WrongUseError
from reminders.core.plans.questions import value_of
from reminders.core.records.cohorts import CohortBy
from reminders.core.records.mips import PARTS
from reminders.services.records.list_answers import list_answers
from reminders.services.records.reports.cohorts import scores_by_cohort
from reminders.services.records.reports.mips import mips_report
from reminders.services.records.reports.report_csv import SCORE_COLUMNS, scores_csv

FromOption = Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day of surgery that counts.")]
ToOption = Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day of surgery that counts.")]

app = typer.Typer(help="A clinic in numbers.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Register `answers`; the reports are a group of their own."""
    parent.command("answers")(answers)


def answers(
    external_id: Annotated[str | None, typer.Option("--external-id", help="Only this enrollment's answers.")] = None,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """List the answers that patients and caregivers gave, oldest first."""
    with open_context() as context:
        clinic_id = clinic_named(context, clinic).id if clinic else None
        for kept in list_answers(context, clinic_id=clinic_id, external_id=external_id):
            value, at = value_of(kept.code), kept.at.isoformat()
            line = {"external_id": kept.external_id, "step": kept.step, "value": value, "at": at, "how": kept.how}
            line |= {"entered_by": kept.entered_by, "entered_at": kept.entered_at and kept.entered_at.isoformat()}
            line |= {"party": kept.party.value}
            whose = "" if kept.party is Party.PATIENT else f", by the {kept.party.value}"
            text = f"{kept.at:%Y-%m-%d %H:%M}Z  {kept.external_id:<16} {kept.step:<20} {kept.code}  ({kept.how}{whose})"
            print(json.dumps(line) if as_json else text)


@app.callback()
def group() -> None:
    """Keep `mips` a command of the group."""


@app.command("mips")
def mips(
    measure: Annotated[int, typer.Option("--measure", help="459 (back pain) or 461 (leg pain).")],
    start: FromOption,
    end: ToOption,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Report a MIPS measure over the surgeries of some days; patients who were not assessed count as not met."""
    first, last = _day("--from", start), _day("--to", end)
    if measure not in PARTS:
        raise WrongUseError("--measure takes 459 (back pain) or 461 (leg pain)")
    if last < first:
        raise WrongUseError("--to must not be before --from")
    with open_context() as context:
        report = mips_report(context, clinic_named(context, clinic), measure, first, last)
    counts = {
        "denominator": report.denominator,
        "met": report.met,
        "not_met": report.not_met,
        "not_assessed": report.not_assessed,
    }
    if as_json:
        print(json.dumps(counts | {"patients": [asdict(patient) for patient in report.patients]}))
        return
    print(f"measure {measure}, {PARTS[measure]} pain: {report.met} of {report.denominator} met")
    print(f"{report.not_met} not met, of whom {report.not_assessed} gave no score in the window")
    for patient in report.patients:
        before = _marked(patient.baseline, by_staff=patient.baseline_by_staff)
        after = _marked(patient.latest, by_staff=patient.latest_by_staff)
        print(f"{patient.external_id:<16} before {before:>3}  after {after:>3}  {patient.outcome.replace('_', ' ')}")
    if any(patient.baseline_by_staff or patient.latest_by_staff for patient in report.patients):
        print("* entered by staff, who read it in the patient's own words")


@app.command("scores")
def scores(
    by: Annotated[CohortBy, typer.Option("--by", help="What patients are grouped by.")],
    start: FromOption,
    end: ToOption,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Print scores by cohort as CSV, or as one JSON object a line: how many were asked, how many answered, and what."""
    first, last = _day("--from", start), _day("--to", end)
    with open_context() as context:
        lines = scores_by_cohort(context, clinic_named(context, clinic), by, first, last)
    if as_json:
        for line in lines:
            print(json.dumps({by.value: line.group} | {name: getattr(line, name) for name in SCORE_COLUMNS}))
        return
    sys.stdout.write(scores_csv(by, lines))


def _marked(value: int | None, *, by_staff: bool) -> str:
    return "-" if value is None else f"{value}{'*' if by_staff else ''}"


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUseError(f"{option} takes a date such as 2026-01-31") from None
