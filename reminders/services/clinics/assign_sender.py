"""Who may send texts as whom: the operator assigns senders, and two clinics share one only when that is asked for.

Whatever arrives at a sender is shown to every clinic on it whose patient it may be. So a clinic must never come by
another one's sender by typing it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError, WrongUseError
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.replies import holds
from reminders.store.staff.audit import add_entries

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

DEFAULT = "default"
"""The number or messaging service of the environment."""

_SENDER = re.compile(r"default|\+[1-9][0-9]{6,14}|[0-9]{5,6}|MG[0-9a-fA-F]{32}")


def check_sender(text: str) -> str:
    """Return a sender as it is stored.

    Raises:
        WrongUseError: it is none.

    """
    sender = "".join(character for character in text if character not in " ()-.")
    if not _SENDER.fullmatch(sender):
        raise WrongUseError(
            "--sms-sender must be a number such as +12025550100, a short code, a messaging service (MG…), or default"
        )
    return sender


def require_consent(tx: Tx, clinic: Clinic, share: Collection[str]) -> list[Clinic]:
    """Return the clinics that send under the same sender; all of them must be named.

    The service's own sender belongs to no clinic: a clinic without its own uses it, and no one's is taken.

    Raises:
        UseError: one of them is not named in `share`.

    """
    others = [other for other in clinics.clinics_of_sender(tx, [clinic.sms_sender]) if other.slug != clinic.slug]
    if clinic.sms_sender != DEFAULT and any(other.slug not in share for other in others):
        slugs = ",".join(other.slug for other in others)
        raise UseError(
            f"texts already go out as {clinic.sms_sender} for: {slugs}. Give {clinic.slug} a sender of its own with "
            f"--sms-sender, or share this one on purpose: --share {slugs}"
        )
    return others


def record_sharing(tx: Tx, clinic: Clinic, others: Collection[Clinic], actor: Actor, at: datetime) -> None:
    """Write into the audit log of every clinic concerned that they share a sender from now on."""
    slugs = ", ".join(sorted({clinic.slug, *(concerned_clinic.slug for concerned_clinic in others)}))
    if others:
        concerned = [clinic, *others]
        entries = [
            AuditEntry(concerned_clinic.id, Action.SHARED_SENDER, actor, at, detail=slugs)
            for concerned_clinic in concerned
        ]
        add_entries(tx, entries)


def keep_stops(tx: Tx, before: Clinic, after: Clinic, at: datetime) -> None:
    """Let every stop hold under the new sender too, and what may become one: no number's change sends texts again."""
    scopes = [opt_outs.scope_of(Channel.SMS, version.id, version.sms_sender) for version in (before, after)]
    opt_outs.carry_over(tx, scopes[0], scopes[1], at)
    holds.carry_over(tx, after.id, scopes[0], scopes[1], at)
