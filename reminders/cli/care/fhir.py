"""`reminders fhir import|poll|write|written|export`."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context, read_input
from reminders.config import load_local_settings
from reminders.core.hl7.message import MessageError
from reminders.core.hl7.outcomes import Outcome, State
from reminders.core.model.errors import RemindersError, SetupError, WrongUseError
from reminders.wiring import pick_partner

if TYPE_CHECKING:
    from collections.abc import Generator

    from reminders.core.fhir.server import Server
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.fhir.import_file import Imported
    from reminders.services.fhir.write_back import Write

app = typer.Typer(help="FHIR R4 resources: read from files and servers, and handed out.", no_args_is_help=True)
PartnerOption = Annotated[
    str | None,
    typer.Option("--partner", metavar="NAME", help="The partner file in HL7_PARTNERS_DIR; not needed with one."),
]
LARGEST_FILE = 256 * 1024 * 1024


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Bundle, one resource, or NDJSON; - reads it.")],
    partner: PartnerOption = None,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,  # noqa: FBT002
) -> None:
    """Take in FHIR resources, and say of each what became of it. Nothing of a patient is printed.

    Exit code 1 when one could not be read or applied; the rest is taken in.
    """
    from reminders.services.fhir.import_file import import_file, partner_at

    described = pick_partner(load_local_settings(), partner)
    content = read_input(file, LARGEST_FILE)
    with open_context() as context:
        at = clinic_named(context, clinic or (described.clinic if described else None))
        described = partner_at(context, at, described.name if described else None)
        try:
            imported = import_file(context, at, described, content, actor=command_line(), dry_run=dry_run)
        except MessageError as error:
            raise SetupError(f"{file.name} holds no FHIR resource: {error.sentence}") from None
    _print(imported, as_json=as_json, dry_run=dry_run)
    if any(item.decision.state is State.ERROR for item in imported):
        raise typer.Exit(1)


def _print(imported: list[Imported], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        for item in imported:
            print(json.dumps(_as_json(item)))
        return
    others: Counter[str] = Counter()
    for item in imported:
        if item.decision.outcome is Outcome.NOT_FOLLOWED and item.decision.term == item.reference.partition("/")[0]:
            others[item.decision.term] += 1
        else:
            print(f"{item.path}{f' ({item.reference})' if item.reference else ''}: {item.words}")
    for kind, count in sorted(others.items()):
        print(f"{kind}: {count} ignored; resources of this type are not followed")
    if dry_run:
        print("dry run: nothing was changed")


def _as_json(item: Imported) -> dict[str, object]:
    values = item.decision.values
    return {
        "entry": item.path,
        "resource": item.reference or None,
        "state": item.decision.state.value,
        "action": item.decision.outcome.value,
        "words": item.words,
        "plan": values.get("plan"),
        "surgery_date": values.get("day") if "plan" in values else None,
    }


@app.command("poll")
def poll_servers(
    partner: PartnerOption = None,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Ask a partner's FHIR server for what changed since the last time, and take it in.

    The service does so by itself, as often as the partner file says. Exit code 1 when the server could not be asked.
    """
    from reminders.services.fhir.poll import poll

    with _server(partner, clinic) as (context, at, described, server):
        polled = poll(context, at, described, server)
    outcomes = {outcome.value: count for outcome, count in sorted(polled.outcomes.items())}
    if as_json:
        print(json.dumps({"read": polled.read, "new": outcomes, "problem": polled.problem}))
    else:
        told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in outcomes.items())
        print(f"{polled.read} resources read; {told or 'nothing new'}")
    if polled.problem is not None:
        raise RemindersError(polled.problem)


@app.command("write")
def write_resources(
    partner: PartnerOption = None,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Write what was sent and answered since the last time to a partner's FHIR server.

    The service does so by itself, once a minute, if the partner file has write_back. The first time nothing is written:
    it begins there. Exit code 1 when the server did not take everything.
    """
    from reminders.services.fhir.write_back import write_back

    with _server(partner, clinic) as (context, at, described, server):
        if described.fhir is None or not described.fhir.write_back:
            raise SetupError(f"the partner file {described.name} says nothing under fhir, write_back")
        wrote = write_back(context, at, described, server)
    told = {"written": wrote.written, "failed": wrote.failed, "problem": wrote.problem}
    print(json.dumps(told) if as_json else f"{wrote.written} resources written, {wrote.failed} failed")
    if wrote.problem is not None:
        raise RemindersError(wrote.problem)


@app.command("written")
def list_written(
    partner: PartnerOption = None,
    clinic: ClinicOption = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="S", help="waiting, written, failed or skipped.")
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed, with the next run.")] = False,  # noqa: FBT002
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """List what was written to a partner's FHIR server, or waits, newest first, 100 at most; no patient data."""
    from reminders.services.fhir.write_back import list_writes, retry_writes
    from reminders.services.hl7.read import find_partner

    described = _partner(partner)
    if status not in {None, "waiting", "written", "failed", "skipped"}:
        raise WrongUseError("--status takes waiting, written, failed or skipped")
    with open_context() as context:
        at = clinic_named(context, clinic or described.clinic)
        described = find_partner(context, at, described.name)
        if retry:
            count = retry_writes(context, at, described, actor=command_line())
            print(json.dumps({"retried": count}) if as_json else f"{count} will be tried again")
            return
        for item in list_writes(context, at, described, status):
            at_server = item.location or item.problem or ""
            if as_json:
                print(json.dumps(_written(item)))
            else:
                print(f"{item.occurred_at:%Y-%m-%d %H:%M} {item.kind} {item.source} {item.status} {at_server}".rstrip())


@app.command("jwks")
def print_keys(partner: PartnerOption = None) -> None:
    """Print our public keys as a JWK Set, for a hospital that takes no address. No database is needed.

    The web process serves those of all partners at /.well-known/jwks.json.
    """
    from reminders.fhir_keys import fhir_key_set

    settings = load_local_settings()
    print(json.dumps(fhir_key_set(settings, _partner(partner).name), indent=1))


def _written(item: Write) -> dict[str, object]:
    return {
        "resource": item.kind,
        "source": item.source,
        "enrollment_id": item.enrollment_id,
        "at": item.occurred_at.isoformat(),
        "status": item.status,
        "attempts": item.attempts,
        "problem": item.problem,
        "location": item.location,
    }


def _partner(name: str | None) -> Partner:
    described = pick_partner(load_local_settings(), name)
    if described is None:
        raise SetupError("there is no partner file; HL7_PARTNERS_DIR names the folder that holds them")
    return described


@contextmanager
def _server(partner: str | None, clinic: str | None) -> Generator[tuple[Context, Clinic, Partner, Server]]:
    """Open a partner's server, and the database."""
    from reminders.services.hl7.read import find_partner

    described = _partner(partner)
    with open_context() as context:
        at = clinic_named(context, clinic or described.clinic)
        described = find_partner(context, at, described.name)
        assert context.connect_fhir is not None  # noqa: S101 wiring gives it
        server = context.connect_fhir(described)
        try:
            yield context, at, described, server
        finally:
            server.close()


@app.command("export")
def export_plans(
    external_id: Annotated[str | None, typer.Option("--external-id", help="Only this enrollment.")] = None,
    plans: Annotated[bool, typer.Option("--plans", help="Only the care plans, and no patient.")] = False,  # noqa: FBT002
    clinic: ClinicOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file of this name.")] = None,
) -> None:
    """Print care plans, and patients' plans, messages and answers, as a Bundle of FHIR R4. It holds patient data.

    PlanDefinition and ActivityDefinition; Patient, CarePlan, CommunicationRequest, QuestionnaireResponse, Observation.
    """
    from reminders.services.fhir.export import export

    with open_context() as context:
        at = clinic_named(context, clinic)
        bundle = export(context, at, actor=command_line(), external_id=external_id, plans_only=plans)
    text = json.dumps(bundle, ensure_ascii=False, indent=1)
    if out is None:
        print(text)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            out.chmod(0o600)
            file.write(f"{text}\n")
    except OSError as error:
        raise SetupError(f"{out.name} cannot be written: {error.strerror}") from None
