"""Lists messages with what became of each, for a command that prints or writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.records import reporting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.core.model.status import Status
    from reminders.core.records.message_line import MessageLine
    from reminders.services.context import Context


def list_messages(
    context: Context, *, status: Status | None = None, external_id: str | None = None
) -> Iterator[MessageLine]:
    """Yield messages in due order, page by page; the transaction stays open until the last one."""
    with context.db.read() as tx:
        yield from reporting.list_messages(tx, status=status, external_id=external_id)
