"""Opens what a command works on: settings, keys, the database at the right version."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import make_url

from reminders.config import Settings, create_secrets, load_local_settings
from reminders.core.model.actor import Actor
from reminders.core.model.errors import SetupError
from reminders.services.find import pick_clinic
from reminders.services.upkeep.schema import require_schema
from reminders.wiring import build_context, close_context

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ClinicOption = Annotated[
    str | None, typer.Option("--clinic", metavar="SLUG", help="Which clinic; not needed with one.")
]
JSONOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings_with_keys() -> Settings:
    """Read the settings; on SQLite, where one person runs it all, missing keys are made and kept.

    Raises:
        SettingsError: a setting is malformed, or keys are missing on a database server.

    """
    settings = load_local_settings()
    if settings.is_sqlite and not settings.has_keys and settings.secrets_file is None:
        create_secrets()
        settings = load_local_settings()
    return settings


@contextmanager
def open_context() -> Generator[Context]:
    """Build the context on a database that fits this program."""
    context = build_context(settings_with_keys())
    try:
        require_schema(context.db)
        yield context
    finally:
        close_context(context)


def command_line() -> Actor:
    """Return who runs this command, for the audit log: the system's user, and behind `sudo` who asked for it.

    Environment variables such as USER are not believed: anyone can set them.
    """
    try:
        import pwd

        user = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # Windows; a container's user without a name
        user = f"uid {os.getuid()}" if hasattr(os, "getuid") else getpass.getuser()
    behind = os.environ.get("SUDO_USER") if user == "root" else None  # only root could have made this one up
    return Actor.command_line(f"{user}, sudo by {behind}" if behind and behind != user else user)


def data_role(settings: Settings) -> tuple[str, str] | None:
    """Return name and password of the role in DATABASE_URL; None where it is the one that owns the tables."""
    owner, role = make_url(settings.migration_database_url or settings.database_url), make_url(settings.database_url)
    if role.username is None or role.username == owner.username:
        return None
    return role.username, str(role.password or "")


def clinic_named(context: Context, slug: str | None) -> Clinic:
    """Return the clinic a command is about."""
    with context.db.read() as tx:
        return pick_clinic(tx, slug)


def read_input(file: Path, largest: int) -> bytes:
    """Return what a file holds, or standard input for `-`.

    Raises:
        SetupError: it cannot be read, or has more than `largest` bytes.

    """
    try:
        content = sys.stdin.buffer.read(largest + 1) if str(file) == "-" else _read_up_to(file, largest + 1)
    except OSError as error:
        raise SetupError(f"{file.name} cannot be read: {error.strerror}") from None
    if len(content) > largest:
        raise SetupError(f"{file.name} is larger than {largest // 2**20} MB; split it")
    return content


def _read_up_to(file: Path, count: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(count)
