"""How much is due that may leave: asked at every tick. Who is held back is known by sender, not clinic by clinic."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Integer, Select, and_, any_, bindparam, func, not_, or_, select

from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import Lane
from reminders.store.sending.due import IS_ALWAYS_SENT, IS_DUE
from reminders.store.tables import clinics, messages

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect

    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Form:
    """What is held back by kind: everything, or emails, texts of some senders, some clinics."""

    everything: bool = False
    emails: bool = False
    senders: bool = False
    clinics: bool = False


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What may not leave now, except what is always sent: everything, emails, texts of some senders, some clinics."""

    everything: bool = False
    emails: bool = False
    text_senders: Collection[str] = field(default_factory=tuple[str, ...])
    clinics: Collection[int] = field(default_factory=tuple[int, ...])

    @property
    def form(self) -> Form:
        """What the statement that counts the others looks like."""
        if self.everything:
            return Form(everything=True)
        return Form(False, self.emails, bool(self.text_senders), bool(self.clinics))

    def values(self) -> dict[str, list[str] | list[int]]:
        """Return the values of that condition."""
        given: dict[str, list[str] | list[int]] = {"down": list(self.text_senders), "paused": list(self.clinics)}
        return {name: value for name, value in given.items() if value and not self.everything}


def count_due(tx: Tx, now: datetime, most: int, held_back: HeldBack | None = None) -> dict[str, int]:
    """Return how many messages are due per lane, up to `most`, without those that are held back."""
    held = held_back or HeldBack()
    row = tx.conn.execute(_count(held.form, tx.is_sqlite), {"now": now, "most": most, **held.values()}).one()
    return {lane: count for lane, count in row._mapping.items() if count}  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] SQLAlchemy's public name for a row's columns


@cache
def _count(form: Form, is_sqlite: bool) -> Select[Any]:  # noqa: FBT001 a key of the cache
    held = {Lane.SMS, Lane.EMAIL} if form.everything else {Lane.EMAIL} if form.emails else set[Lane]()
    lanes = [lane for lane in Lane if lane not in held]
    more = _may_leave(form, is_sqlite=is_sqlite)
    return select(*(_count_lane(lane, *more).label(lane.value) for lane in lanes))


def _may_leave(form: Form, *, is_sqlite: bool) -> tuple[ColumnElement[bool], ...]:
    """Return the condition on messages of the lanes that are counted."""
    if form.everything:
        return (IS_ALWAYS_SENT,)
    held: list[ColumnElement[bool]] = []
    if form.emails:
        held.append(messages.c.channel == Channel.EMAIL.value)
    if form.senders:
        held.append(and_(messages.c.channel == Channel.SMS.value, _is_sent_by("down")))
    if form.clinics:
        held.append(_is_paused(is_sqlite=is_sqlite))
    return (or_(not_(or_(*held)), IS_ALWAYS_SENT),) if held else ()


def any_due(
    tx: Tx, lane: Lane, channel: Channel, now: datetime, senders: Collection[str], paused: Collection[int]
) -> bool:
    """Return True if something is due in a lane on a channel of these senders and not of clinics that are paused.

    Emails have one sender.
    """
    query = _first_due(lane.value, messages.c.channel == channel.value)
    values: dict[str, object] = {"now": now}
    if channel is Channel.SMS:
        query, values["down"] = query.where(_is_sent_by("down")), list(senders)
    if paused:
        query = query.where(not_(_is_paused(is_sqlite=tx.is_sqlite)))
        values["paused"] = list(paused)
    return tx.conn.execute(query.limit(1), values).first() is not None


def _first_due(lane: str, *more: ColumnElement[bool]) -> Select[Any]:
    # Without the order PostgreSQL may think that reading everything is quicker.
    return select(messages.c.ready_at).where(messages.c.lane == lane, IS_DUE, *more).order_by(messages.c.ready_at)


def _count_lane(lane: Lane, *more: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Count up to `most`, so that a long backlog costs no more than a short one."""
    rows = _first_due(lane.value, *more).limit(bindparam("most", type_=Integer)).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _is_sent_by(parameter: str) -> ColumnElement[bool]:
    senders = clinics.c.sms_sender.in_(bindparam(parameter, expanding=True))
    return messages.c.clinic_id.in_(select(clinics.c.id).where(senders))


def _is_paused(*, is_sqlite: bool) -> ColumnElement[bool]:
    if is_sqlite:
        return messages.c.clinic_id.in_(bindparam("paused", expanding=True))
    return messages.c.clinic_id == any_(bindparam("paused", type_=ARRAY(Integer)))
