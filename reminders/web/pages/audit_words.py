"""What the audit log's actions and actors are called on a page: an action by its stored English, translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import words_for
from reminders.core.model.audit_actions import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.audit_entries import AuditLine
    from reminders.web.pages.translations import Words

TOLD_WITH_DETAIL: Final = frozenset(
    {
        Action.CORRECTED_CONTACT,
        Action.CORRECTED_PLAN,
        Action.CHANGED_CONSENT,
        Action.CHANGED_BY_IMPORT,
        Action.CHANGED_BY_API,
        Action.CHANGED_CLINIC,
        Action.CANCELLED_PLAN,
        Action.MOVED_VERSION,
        Action.STOPPED_CHANNEL,
        Action.STARTED_CHANNEL,
        Action.CLOSED_ADDRESS,
        Action.SENDER_DOWN,
        Action.SENDER_UP,
    }
)
"""Actions whose detail means something to a clinic: names of fields, a channel, a reason. Others name rows by id."""


def filters(words: Words) -> dict[str, Callable[[AuditLine], str]]:
    """Return `actor_words` and `action_words`, which say who and what in the reader's language."""

    def actor(line: AuditLine) -> str:
        text, name = words_for(line.actor_kind, line.actor_name)
        return f"{words.gettext(text)} ({name})" if name else words.gettext(text)

    def action(line: AuditLine) -> str:
        said = words.gettext(line.action)
        if line.detail and line.action in TOLD_WITH_DETAIL:
            return f"{said}: {line.detail.replace('_', ' ')}"
        return said

    return {"actor_words": actor, "action_words": action}
