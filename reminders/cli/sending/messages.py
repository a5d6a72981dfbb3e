"""`reminders messages`, `status`, `pause-all`, `resume-all`, `resume-sender`, `migrate`: looking, and the switches."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from reminders.cli.opening import JSONOption, command_line, data_role, open_context, settings_with_keys
from reminders.core.model.contact import Channel, Party
from reminders.core.model.errors import UseError
from reminders.core.model.status import Status
from reminders.core.records.message_line import MessageLine
from reminders.core.sending.faults.fault_sentences import sentence_of
from reminders.services.clinics.senders import resume_sender
from reminders.services.clinics.switch import is_old, pause_all, resume_all
from reminders.services.records.list_messages import list_messages
from reminders.services.sending.old_data.old_database import go_on_unreconciled
from reminders.services.upkeep import schema
from reminders.services.upkeep.health import read_status
from reminders.wiring import build_owner_database


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("migrate")(migrate)
    app.command("messages")(messages)
    app.command("status")(status)
    app.command("pause-all")(pause)
    app.command("resume-all")(resume)
    app.command("resume-sender")(resume_sender_command)
    app.command("line-up", hidden=True)(line_up)


def migrate() -> None:
    """Create or upgrade the database's tables, as the role in MIGRATION_DATABASE_URL if that is set."""
    settings = settings_with_keys()
    database, role = build_owner_database(settings), data_role(settings)
    try:
        print(f"the database is at version {schema.migrate(database, role)}")
    finally:
        database.close()


def messages(
    status: Annotated[Status | None, typer.Option("--status", help="Only messages in this status.")] = None,
    external_id: Annotated[str | None, typer.Option("--external-id", help="Only this enrollment's messages.")] = None,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """List messages in due order. No text is printed."""
    with open_context() as context:
        for line in list_messages(context, status=status, external_id=external_id):
            print(json.dumps(_line(line)) if as_json else _row(line))


def status(as_json: JSONOption = False) -> None:  # noqa: FBT002
    """Say how the service stands."""
    with open_context() as context:
        service_status = read_status(context)
    values = asdict(service_status) | {
        "beat_last_seen": service_status.beat_last_seen and service_status.beat_last_seen.isoformat()
    }
    if as_json:
        print(json.dumps(values))
        return
    for name, value in values.items():
        print(f"{name.replace('_', ' ')}: {'-' if value is None else value}")


def pause() -> None:
    """Stop all sending at once, but safety answers and stop confirmations; it holds across restarts."""
    with open_context() as context:
        print("all sending is paused" if pause_all(context, actor=command_line()) else "all sending was paused already")


def resume(
    without_reconciling: Annotated[  # noqa: FBT002 Typer's form
        bool,
        typer.Option("--without-reconciling", help="Even if the database may be old: you have compared by hand."),
    ] = False,
) -> None:
    """Let sending go on; what is past its time stays unsent and is listed as missed."""
    with open_context() as context:
        ended: list[str] | bool = resume_all(context, actor=command_line())
        if is_old(context):
            if not without_reconciling:
                raise UseError(f"sending stays paused, because {read_status(context).paused}")
            ended = go_on_unreconciled(context, actor=command_line())
        print("sending goes on" if ended else "nothing was paused")


def resume_sender_command(
    channel: Annotated[Channel, typer.Argument(help="The channel that works again.")],
    sender: Annotated[str, typer.Argument(help="The clinic's sender; all email leaves by `default`.")] = "default",
) -> None:
    """Let a sender send again that was taken down because the provider refused the account, number or registration."""
    with open_context() as context:
        new = resume_sender(context, channel, sender, actor=command_line())
    print(f"{channel.value} by {sender} sends again" if new else f"{channel.value} by {sender} was not down")


def line_up(channel: Channel, sender: Annotated[str, typer.Argument()] = "default") -> None:
    """The old name of resume-sender, for one release."""
    typer.echo("line-up is now called resume-sender; the old name will be removed in the next release", err=True)
    resume_sender_command(channel, sender)


def _line(line: MessageLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "external_id": line.external_id,
        "step": line.step,
        "channel": line.channel,
        "status": line.status,
        "reason": line.reason,
        "due_at": line.due_at.isoformat(),
        "sent_at": line.sent_at and line.sent_at.isoformat(),
        "attempts": line.attempts,
        "provider_id": line.provider_id,
        "plan_version": line.plan_version,
        "wording_version": line.wording_version,
        "approved_by": line.approved_by,
        "recipient": line.recipient,
    } | ({"visits": list(line.visits)} if line.visits else {})


def _row(line: MessageLine) -> str:
    reason = f" ({line.reason})" if line.reason else ""
    who = line.external_id or "-"
    to = " to the caregiver" if line.recipient == Party.CAREGIVER else ""
    row = (
        f"{line.due_at:%Y-%m-%d %H:%M}Z  {who:<16} {line.step or line.kind:<20} {line.channel:<5} {line.status}"
        f"{reason}{to}"
    )
    why = sentence_of(line.error_code)
    return f"{row}\n{'':19}{why} ({line.error_code})" if why else row
