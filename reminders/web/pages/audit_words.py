"""What the audit log's actions and actors are called on a page. The stored English is translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import words_for
from reminders.core.model.audit_actions import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.audit_entries import AuditLine
    from reminders.web.pages.translations import Words


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


ACTIONS: Final = frozenset(
    {
        _("viewed today"),
        _("viewed a patient"),
        _("viewed the list of patients"),
        _("searched for a patient"),
        _("viewed the inbox"),
        _("viewed a thread"),
        _("viewed reports"),
        _("downloaded a report: answers"),
        _("downloaded a report: opt-outs"),
        _("downloaded a report: urgent"),
        _("exported a patient"),
        _("exported the audit log"),
        _("enrolled"),
        _("enrolled from a file"),
        _("changed by an import"),
        _("uploaded a file"),
        _("moved a surgery"),
        _("confirmed a surgery"),
        _("paused a plan"),
        _("resumed a plan"),
        _("held messages"),
        _("released held messages"),
        _("cancelled a plan"),
        _("sent a planned message now"),
        _("took back sending a message now"),
        _("took back cancelling a plan"),
        _("settled a message by hand"),
        _("closed a message's trouble"),
        _("corrected contact details"),
        _("recorded a bounce"),
        _("closed an address"),
        _("stopped a channel"),
        _("started a channel"),
        _("answered a question"),
        _("ended a patient's links"),
        _("erased a patient"),
        _("wrote a note"),
        _("texted a patient"),
        _("closed a thread"),
        _("handed a thread over"),
        _("closed a text"),
        _("acknowledged an alert"),
        _("closed an alert"),
        _("clinic added"),
        _("clinic settings changed"),
        _("clinics share a sender"),
        _("optional steps changed"),
        _("on-call person added"),
        _("on-call person removed"),
        _("all sending paused"),
        _("all sending resumed"),
        _("clinic sending paused"),
        _("clinic sending resumed"),
        _("sender taken down"),
        _("sender brought back"),
        _("test text to oneself"),
        _("test email to oneself"),
        _("staff added"),
        _("staff disabled"),
        _("staff enabled"),
        _("staff role changed"),
        _("link made: invite"),
        _("link made: reset"),
        _("password set"),
        _("language changed"),
        _("signed in"),
        _("signed out"),
        _("purged old content"),
        _("purged old audit entries"),
    }
)

ACTORS: Final = frozenset(
    {
        _("Staff"),
        _("On call, by link"),
        _("Patient"),
        _("Patient, by text"),
        _("Patient, by email link"),
        _("Patient, on their page"),
        _("Provider"),
        _("Twilio"),
        _("Mail server"),
        _("Command line"),
        _("System"),
        _("Not recorded"),
    }
)

TOLD_WITH_DETAIL: Final = frozenset(
    {
        Action.CORRECTED_CONTACT,
        Action.CHANGED_BY_IMPORT,
        Action.CHANGED_CLINIC,
        Action.CANCELLED_PLAN,
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
