"""`reminders plans export|import|list`: a clinic's care plans and wording as files, and the versions they have had."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.model.errors import NotFoundError, SetupError, UseError
from reminders.core.wording.care_versions import Signature, approval_of
from reminders.services.clinics.care_files import PLANS, WORDINGS, export_care, import_care
from reminders.services.clinics.care_versions import list_versions
from reminders.services.wording.live_care import at_clinic

if TYPE_CHECKING:
    from reminders.services.clinics.care_versions import ListedVersion

app = typer.Typer(help="Care plans and wording, as files and in versions.", no_args_is_help=True)
ForReview = Annotated[bool, typer.Option("--for-review", help="Do not go live: a colleague approves on the site.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check only.")]
_ENDINGS = {PLANS: ("*.yaml", "*.yml"), WORDINGS: ("*/*/*",)}


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; files of the same name are replaced.")],
    clinic: ClinicOption = None,
) -> None:
    """Write the clinic's live care plans to DIR/pathways and its wording to DIR/templates."""
    with open_context() as context:
        files = export_care(at_clinic(context, clinic_named(context, clinic)))
    try:
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise SetupError(f"{folder} cannot be written: {error.strerror}") from None
    plans = sum(path.startswith(f"{PLANS}/") for path in files)
    print(
        f"wrote {plans} care plans to {folder / PLANS} and {len(files) - plans} files of wording to {folder / WORDINGS}"
    )


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `plans export` wrote, edited.")],
    clinic: ClinicOption = None,
    approved_by: Annotated[
        str, typer.Option("--approved-by", metavar="NAME", help="Who approved the change; kept with every text.")
    ] = "",
    for_review: ForReview = False,  # noqa: FBT002 Typer's form
    dry_run: DryRun = False,  # noqa: FBT002
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Make new versions of what differs from what is live. All of it is checked first, and nothing is half live."""
    if for_review and approved_by:
        raise UseError("--for-review waits for an approval, and --approved-by names one; choose one of them")
    files = _read(folder)
    actor = command_line()
    approver = None if for_review else Signature(name=approved_by[:64]) if approved_by else Signature.of(actor)
    with open_context() as context:
        chosen = clinic_named(context, clinic)
        done = import_care(context, chosen, files, actor=actor, approver=approver, dry_run=dry_run)
    state = "would change" if dry_run else "in review" if for_review else "live"
    if as_json:
        lines = [
            {"kind": one.kind.value, "name": one.name, "version": one.number, "state": state} for one in done.versions
        ]
        print(json.dumps({"versions": lines, "unchanged": done.unchanged}))
        return
    for one in done.versions:
        print(f"{one.kind.value} {one.name}: version {one.number}, {state}")
    print(f"{done.unchanged} unchanged")
    if done.versions and not (dry_run or for_review or approved_by):
        print("no second person has approved this; next time: --approved-by NAME, or --for-review")


@app.command("list")
def list_(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002 Typer's form
    """List the clinic's own versions, the newest of each first."""
    with open_context() as context:
        versions = list_versions(context, clinic_named(context, clinic))
    for one in versions:
        print(json.dumps(_line(one)) if as_json else _row(one))
    if not versions and not as_json:
        print("no versions of its own: the shipped care plans and words are live")


def _read(folder: Path) -> dict[str, str]:
    """Return the files of a folder by path.

    Raises:
        NotFoundError: there is nothing to import in it.
        SetupError: a file cannot be read, or is not UTF-8.

    """
    files: dict[str, str] = {}
    for place, endings in _ENDINGS.items():
        for path in sorted(found for ending in endings for found in (folder / place).glob(ending)):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or path.name.startswith(".") or name.split("/")[2:3] == ["_layout"]:
                continue
            try:
                files[name] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                raise SetupError(f"{name}: not UTF-8; save the file as UTF-8") from None
            except OSError as error:
                raise SetupError(f"{name}: cannot be read: {error.strerror}") from None
    if not files:
        raise NotFoundError(
            f"{folder} holds no {PLANS}/*.yaml and no {WORDINGS}; make it with: reminders plans export DIR"
        )
    return files


def _line(one: ListedVersion) -> dict[str, Any]:
    version = one.version
    return {
        "id": version.id,
        "kind": version.kind.value,
        "name": version.name,
        "version": version.number,
        "state": one.state.value,
        "author": one.author,
        "approved_by": one.approver and approval_of(one.approver, alone=version.alone),
        "alone": version.alone,
        "unreviewed": list(version.unreviewed),
        "live_at": version.live_at and version.live_at.isoformat(),
        "note": version.note,
    }


def _row(one: ListedVersion) -> str:
    version = one.version
    approved = f", approved by {approval_of(one.approver, alone=version.alone)}" if one.approver else ""
    what = f"{version.kind.value:<8} {version.name:<24} {version.number:>3}"
    return f"{what}  {one.state.value:<10} by {one.author}{approved}"
