"""Lists the answers that patients gave, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.records import kept_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.services.context import Context
    from reminders.store.records.kept_answers import KeptAnswer


def list_answers(
    context: Context, *, clinic_id: int | None = None, external_id: str | None = None
) -> Iterator[KeptAnswer]:
    """Yield answers page by page; the transaction stays open until the last one."""
    with context.db.read() as tx:
        yield from kept_answers.answers_in_order(tx, clinic_id, external_id)
