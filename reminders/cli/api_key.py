"""`reminders api-key create|list|revoke`: keys for other systems that use the API."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.api.keys import ApiKey, Scope, read_scopes
from reminders.core.model.errors import WrongUseError
from reminders.services.api.keys import create_key, list_keys, revoke_key
from reminders.services.forms.fields import FieldError, check_date

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic

_SCOPES = f"What the key may do: {', '.join(Scope)}. Repeat it; left out: all."

app = typer.Typer(help="Keys for other systems that use the API.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Option("--name", help="The system that will use it.")],
    test: Annotated[bool, typer.Option("--test", help="Plans and renders, but sends and stores nothing.")] = False,  # noqa: FBT002 Typer's form
    scope: Annotated[list[str] | None, typer.Option("--scope", help=_SCOPES)] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="YYYY-MM-DD", help="The last day on which it works.")
    ] = None,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Create a key and print it. It is not stored, so it cannot be shown again."""
    scopes = read_scopes(scope or ())
    with open_context() as context:
        at = clinic_named(context, clinic)
        last = _end_of_day(at, expires) if expires else None
        try:
            key, token = create_key(
                context, at, name, is_test=test, scopes=scopes, expires_at=last, actor=command_line()
            )
        except FieldError as error:
            raise WrongUseError(f"--{error.field}: {error}") from None
    if as_json:
        print(json.dumps({"id": key.id, "key": token}))
        return
    print(f"{token}\nkey {key.id} of {at.slug}; keep it safe now: it will not be shown again")


@app.command("list")
def list_(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002
    """List a clinic's keys, revoked ones too."""
    with open_context() as context:
        now = context.clock.now()
        for key in list_keys(context, clinic_named(context, clinic)):
            print(json.dumps(_line(key)) if as_json else _row(key, now))


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As listed.")], clinic: ClinicOption = None
) -> None:
    """Revoke a key: the next request that uses it is refused."""
    with open_context() as context:
        key = revoke_key(context, clinic_named(context, clinic), key_id, actor=command_line())
    print(f"{key.name} ({key.id}) was revoked already" if key.revoked_at else f"{key.name} ({key.id}) is revoked")


def _end_of_day(clinic: Clinic, text: str) -> datetime:
    try:
        day = check_date("expires", text)
    except FieldError as error:
        raise WrongUseError(f"--expires: {error}") from None
    return datetime.combine(day + timedelta(days=1), time(), clinic.zone)


def _line(key: ApiKey) -> dict[str, Any]:
    moments = {
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }
    values = {"id": key.id, "name": key.name, "test": key.is_test, "scopes": key.sorted_scopes}
    return values | {"ends_with": key.ends_with} | {name: at and at.isoformat() for name, at in moments.items()}


def _row(key: ApiKey, now: datetime) -> str:
    state = "revoked" if key.revoked_at else "works" if key.works_at(now) else "expired"
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}Z" if key.last_used_at else "never used"
    kind = "test" if key.is_test else "live"
    return f"{key.id}  {key.name}  {kind}  …{key.ends_with}  {state}  {used}  {' '.join(key.sorted_scopes)}"
