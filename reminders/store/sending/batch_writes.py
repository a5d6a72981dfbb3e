"""What a batch writes at its claim and at its end: status, history and attempts in one statement on PostgreSQL.

A statement costs more than the five emails it is about. SQLite, where a statement costs microseconds, takes the three
writes one after the other, as everything else does that changes a status (`transitions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reminders.core.model.status import Event, Status
from reminders.store.database.bulk import as_table, run_with_rows
from reminders.store.sending.attempts import end_attempts, insert_attempts
from reminders.store.sending.transitions import (
    Move,
    guarded_values,
    lock_messages,
    move_each,
    move_locked,
    tell_others,
)
from reminders.store.tables import attempts, history, messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import sql
    from sqlalchemy import Column

    from reminders.core.sending.retrying import SendOutcome
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the claim writes: the attempt exists in the database before the request leaves.

    `surgery_generation` counts the surgery day it is sent for, `sender` names who sends it: both may change before a
    receipt comes.
    """

    message_id: str
    attempt_id: str
    number: int
    lease_until: datetime
    values: dict[str, Any]
    surgery_generation: int
    sender: str


def write_claims(tx: Tx, claims: Sequence[Claimed], at: datetime) -> None:
    """Move locked messages to `sending` and write their attempts.

    Raises:
        RuntimeError: a message was changed behind the lock.

    """
    if not claims:
        return
    moves = [_claim(claim, at) for claim in claims]
    begun = [_attempt(claim, at) for claim in claims]
    if tx.is_sqlite:
        move_locked(tx, moves, at)
        insert_attempts(tx, begun)
        return
    rows = [
        guarded_values(move, at) | {"event": Event.CLAIM.value, "anchor": row["anchor"], "sender": row["sender"]}
        for move, row in zip(moves, begun, strict=True)
    ]
    if run_with_rows(tx, _claim_all(tuple(rows[0])), rows).rowcount != len(rows):
        raise RuntimeError("a message changed while it was locked")


def write_outcomes(tx: Tx, moves: Sequence[Move], outcomes: Sequence[SendOutcome], at: datetime) -> set[str]:
    """Write what came of some attempts, and move the messages that still wait for it; return the ids of these.

    Raises:
        ValueError: an event leads nowhere from its status.

    """
    ended = [(move.attempt_id or "", outcome) for move, outcome in zip(moves, outcomes, strict=True)]
    if tx.is_sqlite:
        moved = move_each(tx, moves, at)
        end_attempts(tx, ended, at)
        return moved
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for move, (_, outcome) in zip(moves, ended, strict=True):
        row = guarded_values(move, at) | {
            "event": move.event.value,
            "verdict": outcome.verdict.value,
            "code": outcome.code,
            "sid": outcome.provider_id,
        }
        alike.setdefault(tuple(row), []).append(row)
    if len(alike) > 1:  # one statement locks in the order of ids; two of them would not
        lock_messages(tx, [move.message_id for move in moves])
    answers = [
        answer for names, rows in alike.items() for answer in run_with_rows(tx, _end_all(names), rows).fetchall()
    ]
    told = {message_id for message_id, has_webhook in answers if has_webhook}
    if told:
        tell_others(tx, [move for move in moves if move.message_id in told], at)
    return {message_id for message_id, _ in answers}


def _claim(claim: Claimed, at: datetime) -> Move:
    values = {
        "attempt_id": claim.attempt_id,
        "attempts": claim.number,
        "lease_until": claim.lease_until,
        "sent_at": at,
        **claim.values,
    }
    return Move(claim.message_id, Status.PLANNED, Event.CLAIM, values=values)


def _attempt(claim: Claimed, at: datetime) -> dict[str, Any]:
    return {
        "id": claim.attempt_id,
        "message_id": claim.message_id,
        "number": claim.number,
        "anchor": claim.surgery_generation,
        "sender": claim.sender,
        "started_at": at,
    }


_GUARDS: dict[str, Column[Any]] = {
    "message": messages.c.id,
    "expected": messages.c.status,
    "attempt": messages.c.attempt_id,
}
_BESIDE: dict[str, Column[Any]] = {  # keys of a row that are no columns of its message
    "event": history.c.event,
    "anchor": attempts.c.anchor,
    "sender": attempts.c.sender,
    "verdict": attempts.c.verdict,
    "code": attempts.c.code,
    "sid": attempts.c.provider_id,
}


@cache
def _claim_all(names: tuple[str, ...]) -> bytes:
    """Return the statement of a claim, for rows with these keys."""
    from psycopg import sql  # 8 MB that SQLite need not pay

    begun = sql.SQL("""\
begun AS (
    INSERT INTO attempts (id, message_id, number, anchor, sender, started_at)
    SELECT attempt_id, message, attempts, anchor, sender, sent_at FROM given)""")
    return _all_at_once(names, begun, sql.SQL("SELECT message FROM changed"), locked=True)


@cache
def _end_all(names: tuple[str, ...]) -> bytes:
    """Return the statement of outcomes, for rows with these keys.

    It answers with the messages that were moved, and whether their clinic has a webhook. Attempts are locked after
    messages, as everywhere. What came of an attempt is written whatever its message has become; a receipt that came
    first knows the provider's id also when our own request broke off.
    """
    from psycopg import sql

    ended = sql.SQL("""\
ended AS (
    UPDATE attempts SET ended_at = given.changed_at, verdict = given.verdict,
        code = coalesce(given.code, attempts.code), provider_id = coalesce(given.sid, attempts.provider_id)
    FROM given WHERE attempts.id = given.attempt AND (SELECT count(*) FROM changed) >= 0)""")
    answer = sql.SQL("""\
SELECT message, EXISTS (
    SELECT FROM webhooks WHERE webhooks.clinic_id = changed.clinic_id AND webhooks.removed_at IS NULL)
FROM changed""")
    return _all_at_once(names, ended, answer, locked=False)


def _all_at_once(names: tuple[str, ...], attempts_too: sql.SQL, answer: sql.SQL, *, locked: bool) -> bytes:
    """Return the statement that moves messages and appends history; unless `locked`, it locks them by id first."""
    from psycopg import sql

    lock = sql.SQL("""\
standing AS (
    SELECT messages.id FROM messages JOIN given ON messages.id = given.message ORDER BY 1 FOR UPDATE OF messages),
""")

    others = _GUARDS | _BESIDE
    sets = [name for name in names if name not in others]
    columns = {name: others[name] if name in others else messages.c[name] for name in names}
    guards = [name for name in names if name in _GUARDS]
    statement = sql.SQL("""\
WITH given AS (SELECT * FROM {given}),
{locked}changed AS (
    UPDATE messages SET {sets} FROM given {join} WHERE {guards}
    RETURNING given.message, messages.clinic_id, given.changed_at, given.event, given.expected, given.status,
        given.reason),
noted AS (
    INSERT INTO history (message_id, at, event, from_status, to_status, reason)
    SELECT message, changed_at, event, expected, status, reason FROM changed),
{attempts_too}
{answer}""")
    return statement.format(
        given=as_table(columns),
        locked=sql.SQL("") if locked else lock,
        join=sql.SQL("" if locked else "JOIN standing ON standing.id = given.message"),
        sets=sql.SQL(", ").join(sql.SQL("{0} = given.{0}").format(sql.Identifier(name)) for name in sets),
        guards=sql.SQL(" AND ").join(
            sql.SQL("messages.{} = given.{}").format(sql.Identifier(_GUARDS[name].name), sql.Identifier(name))
            for name in guards
        ),
        attempts_too=attempts_too,
        answer=answer,
    ).as_bytes(None)
