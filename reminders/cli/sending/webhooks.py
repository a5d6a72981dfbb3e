"""`reminders webhooks add|list|events|replay|disable|enable`: systems that are told what happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.model.errors import NotFoundError, WrongUseError
from reminders.services.api.webhooks import (
    add_webhook,
    list_webhooks,
    replay_delivery,
    replay_since,
    switch_webhook,
)
from reminders.services.forms.fields import FieldError

if TYPE_CHECKING:
    from reminders.core.api.webhooks import Delivery, Webhook

app = typer.Typer(help="Addresses of other systems that are told what happens.", no_args_is_help=True)
WebhookId = Annotated[UUID, typer.Argument(metavar="ID", help="As `reminders webhooks list` prints it.")]
SHOWN = 50


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to; it begins with https.")],
    with_data: Annotated[bool, typer.Option("--with-data", help="Post patient data too, not IDs alone.")] = False,  # noqa: FBT002 Typer's form
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Add a webhook and print its signing secret, which is not shown again."""
    with open_context() as context:
        try:
            new, secret = add_webhook(
                context, clinic_named(context, clinic), url, includes_data=with_data, actor=command_line()
            )
        except FieldError as error:
            raise WrongUseError(f"URL: {error}") from None
    if as_json:
        print(json.dumps({"id": new.id, "secret": secret}))
        return
    print(f"{secret}\nwebhook {new.id}; keep the signing secret safe now: it will not be shown again")


@app.command("list")
def list_(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002
    """List a clinic's webhooks."""
    with open_context() as context:
        hooks, _events = list_webhooks(context, clinic_named(context, clinic))
    for hook in hooks:
        print(json.dumps(_hook(hook)) if as_json else f"{hook.id}  {_state(hook):8}  {hook.url}")


@app.command("events")
def events(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002
    """List the latest events, newest first, with what was answered."""
    with open_context() as context:
        _hooks, latest = list_webhooks(context, clinic_named(context, clinic))
    for event in latest:
        when = f"{event.occurred_at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
        answered = event.answer or "no answer yet"
        line = f"{event.id}  {when}  {event.status:9}  {event.type}  ({answered}, tries: {event.attempts})"
        print(json.dumps(_event(event)) if as_json else line)


@app.command("replay")
def replay(
    event: Annotated[UUID | None, typer.Argument(metavar="[EVENT]", help="One event; or use --since.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", metavar="TIME", help="Every event from then on (UTC).")
    ] = None,
    clinic: ClinicOption = None,
) -> None:
    """Send events again, each under the ID it had: a system that lost some, or was down for too long."""
    if (event is None) == (since is None):
        raise WrongUseError("name one event, or a time with --since")
    with open_context() as context:
        at = clinic_named(context, clinic)
        if event is not None:
            try:
                replay_delivery(context, at, str(event), actor=command_line())
            except NotFoundError:
                raise NotFoundError("no such event in this clinic; see: reminders webhooks events") from None
            count = 1
        else:
            assert since is not None  # noqa: S101 one of the two is given
            moment = since if since.tzinfo else since.replace(tzinfo=UTC)
            count = replay_since(context, at, moment, actor=command_line())
    print(f"{count} event{'' if count == 1 else 's'} will be sent again")


@app.command("disable")
def disable(webhook_id: WebhookId, clinic: ClinicOption = None) -> None:
    """Turn a webhook off: events wait until it is on again."""
    _switch(webhook_id, clinic, on=False)


@app.command("enable")
def enable(webhook_id: WebhookId, clinic: ClinicOption = None) -> None:
    """Turn a webhook on: events that wait are sent."""
    _switch(webhook_id, clinic, on=True)


def _switch(webhook_id: UUID, clinic: str | None, *, on: bool) -> None:
    with open_context() as context:
        try:
            switch_webhook(context, clinic_named(context, clinic), str(webhook_id), on=on, actor=command_line())
        except NotFoundError:
            raise NotFoundError("no such webhook in this clinic; see: reminders webhooks list") from None
    print(f"webhook {webhook_id} is {'on' if on else 'off'}")


def _state(hook: Webhook) -> str:
    return "off" if hook.disabled_at else "failing" if hook.failing_since else "active"


def _hook(hook: Webhook) -> dict[str, Any]:
    since = hook.failing_since
    return {
        "id": hook.id,
        "url": hook.url,
        "includes_data": hook.includes_data,
        "state": _state(hook),
        "failing_since": since.isoformat() if since else None,
        "created_at": hook.created_at.isoformat(),
    }


def _event(event: Delivery) -> dict[str, Any]:
    return {
        "id": event.id,
        "webhook_id": event.webhook_id,
        "type": event.type,
        "occurred_at": event.occurred_at.isoformat(),
        "enrollment_id": event.enrollment_id,
        "patient_id": event.patient_id,
        **event.details,
        "delivery": event.status,
        "attempts": event.attempts,
        "answer": event.answer,
    }
