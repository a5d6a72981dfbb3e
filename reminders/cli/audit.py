"""`reminders audit verify|export`: is the log whole, and what it says."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.model.actor import words_for
from reminders.core.model.audit_entries import AuditLine
from reminders.core.model.errors import WrongUseError
from reminders.core.staff.audit_chain import FIELDS, write_moment
from reminders.services.staff.audit_log import ChainReport, export_audit, verify_audit

app = typer.Typer(help="Who did what and when: check that the log is whole, or export it.", no_args_is_help=True)

WHAT_TO_DO = (
    "Someone or something changed the database beside this program. Keep the database as it is, compare it with a "
    "backup and with earlier exports (reminders audit export), and find out who could write to it."
)


@app.command("verify")
def verify(clinic: ClinicOption = None) -> None:
    """Check that no entry was changed, removed, added or reordered."""
    with open_context() as context:
        reports = verify_audit(context, clinic_named(context, clinic) if clinic else None)
    broken = False
    for report in reports:
        if report.fault is None:
            print(f"{report.name}: {_count(report.entries)}, chain intact{_beside(report)}")
            continue
        broken = True
        place = f"entry {report.fault.sequence}"
        print(f"{report.name}: the chain is broken at {place}: {place} {report.fault.problem}", file=sys.stderr)
    if broken:
        print(WHAT_TO_DO, file=sys.stderr)
        raise typer.Exit(1)


@app.command("export")
def export(
    clinic: ClinicOption = None,
    since: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day, in UTC.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day, in UTC.")] = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Print the log, oldest entry first. It holds ids and no patient data; with --json one object a line."""
    first, last = _day("--from", since), _day("--to", until)
    span = first, last + timedelta(days=1) if last else None

    def write(line: AuditLine) -> None:
        print(json.dumps(_as_json(line), ensure_ascii=False) if as_json else _as_text(line))

    with open_context() as context:
        selected = clinic_named(context, clinic) if clinic else None
        export_audit(context, selected, span, write, actor=command_line())


def _as_json(line: AuditLine) -> dict[str, object]:
    """Return what a hash covers, by the same names, with the actor in words and the hash itself."""
    fields = {name: getattr(line, name) for name in FIELDS}
    return {**fields, "at": write_moment(line.at), "actor": _actor(line), "hash": line.hash}


def _as_text(line: AuditLine) -> str:
    who = line.staff_id or _actor(line)
    about = f" patient {line.patient_id}" if line.patient_id else ""
    detail = f" ({line.detail})" if line.detail else ""
    return f"{line.at:%Y-%m-%d %H:%M:%S}Z  {who}: {line.action}{detail}{about}"


def _actor(line: AuditLine) -> str:
    words, name = words_for(line.actor_kind, line.actor_name)
    return f"{words} ({name})" if name else words


def _day(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise WrongUseError(f"{option} must be a day written YYYY-MM-DD") from None


def _count(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _beside(report: ChainReport) -> str:
    """Say what the chain does not hold, or holds no more."""
    parts = [
        f"{_count(report.unchained)} from before the chain began" if report.unchained else "",
        f"{_count(report.purged)} deleted at the end of their retention" if report.purged else "",
    ]
    note = "; ".join(part for part in parts if part)
    return f" ({note})" if note else ""
