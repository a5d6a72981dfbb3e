"""HL7 messages: kept once each, sealed, with what became of them; and in which order they may be applied."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select, text, update

from reminders.core.hl7.content import surgery_key
from reminders.core.hl7.outcomes import Outcome, State
from reminders.core.model.actor import Actor
from reminders.store.database.bulk import insert_rows
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment.patients import plain_number
from reminders.store.tables import hl7_messages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.core.hl7.content import MessageContent
    from reminders.core.model.enrollment import Enrollment
    from reminders.store.database.session import Tx

_RAW: Final = "hl7_messages.raw"
_CONTENT: Final = "hl7_messages.content"
ORDER: Final = "hl7_messages.order"
PERSON: Final = "hl7_messages.person"
_BYTES: Final = "latin-1"
"""What makes a character of every byte: a message is kept in the encoding it came in."""

_LOCKS: Final = 7_002_575
"""The space of our advisory locks: 2575 is the port that HL7 has at IANA."""

_SAME = select(hl7_messages).where(
    hl7_messages.c.clinic_id == bindparam("clinic"),
    hl7_messages.c.partner == bindparam("partner"),
    hl7_messages.c.control_id == bindparam("control"),
    hl7_messages.c.content_hash.in_(bindparam("hashes", expanding=True)),
)
_RESULT = update(hl7_messages).where(hl7_messages.c.id == bindparam("message"))
_RESULT_AGAIN = _RESULT.values(tries=hl7_messages.c.tries + 1)
_WAITS = hl7_messages.c.clinic_id == bindparam("clinic"), hl7_messages.c.state == State.WORK_LIST.value
_ANY_WAITS = select(hl7_messages.c.id).where(*_WAITS).limit(1)
_WAITING = select(hl7_messages.c.id, hl7_messages.c.order_hash, hl7_messages.c.partner, hl7_messages.c.kind).where(
    *_WAITS, hl7_messages.c.order_hash.in_(bindparam("hashes", expanding=True))
)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it is kept, without its content. `has_content`: it can be shown and replayed."""

    id: str
    clinic_id: int
    partner: str
    control_id: str
    kind: str
    sent_at: datetime | None
    received_at: datetime
    state: State
    outcome: Outcome | None
    place: str | None
    term: str | None
    patient_id: str | None
    enrollment_id: str | None
    tries: int
    has_content: bool


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message that has just come in; what cannot be read of it is empty."""

    clinic_id: int
    partner: str
    control_id: str
    kind: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message. `content` is None where it could not be read."""

    outcome: Outcome
    content: MessageContent | None = None
    place: str | None = None
    term: str | None = None
    patient_id: str | None = None
    enrollment_id: str | None = None


def take_turn(tx: Tx, clinic_id: int, partner: str, about: Collection[str] | None = None) -> None:
    """Wait until no other transaction applies a message about the same; `about` None: any message of this partner.

    Messages about the same are applied one after the other, others beside each other. On SQLite there is one writer
    anyway.
    """
    if tx.is_sqlite:
        return
    values: dict[str, Any] = {"space": _LOCKS, "partner": _lock(clinic_id, partner)}
    if about is None:
        tx.conn.execute(_ALONE, values)
        return
    keys = sorted({_lock(clinic_id, item) for item in about})  # in one order everywhere, so that none waits in a circle
    tx.conn.execute(_BESIDE, values | {"people": _LOCKS + 1, "keys": keys})


_ALONE = text("SELECT pg_advisory_xact_lock(:space, :partner)")
_BESIDE = text(
    "SELECT CAST(pg_advisory_xact_lock_shared(:space, :partner) AS text) UNION ALL"
    " SELECT CAST(pg_advisory_xact_lock(:people, key) AS text) FROM unnest(CAST(:keys AS integer[])) AS key"
)


def _lock(clinic_id: int, name: str) -> int:
    digest = hashlib.sha256(f"{clinic_id} {name}".encode()).digest()
    return int.from_bytes(digest[:4], "big", signed=True)


def find_same(tx: Tx, new: NewMessage) -> StoredMessage | None:
    """Return the message if it came in before: the same partner, control id and content."""
    values = {"clinic": new.clinic_id, "partner": new.partner, "control": new.control_id}
    hashes = tx.vault.keyed_hashes(_CONTENT, _digest(new.raw))
    row = tx.conn.execute(_SAME, values | {"hashes": hashes}).first()
    return stored_message(row) if row else None


def insert_message(tx: Tx, new: NewMessage, at: datetime) -> str:
    """Keep a message, sealed, and return its random id."""
    message_id = str(uuid.uuid4())
    row = {
        "id": message_id,
        "clinic_id": new.clinic_id,
        "partner": new.partner,
        "control_id": new.control_id,
        "content_hash": tx.vault.keyed_hash(_CONTENT, _digest(new.raw)),
        "kind": new.kind[:40],
        "received_at": at,
        "state": State.RECEIVED.value,
        "raw": tx.vault.encrypt(CellId(_RAW, message_id), new.raw.decode(_BYTES), of=new.clinic_id),
        "changed_at": at,
    }
    insert_rows(tx, hl7_messages, [row])
    return message_id


def record_result(tx: Tx, message_id: str, result: Result, at: datetime, *, again: bool = False) -> None:
    """Write down what became of a message; `again`: it was tried once more."""
    content = result.content
    values: dict[str, Any] = {
        "state": result.outcome.state.value,
        "outcome": result.outcome.value,
        "place": result.place and result.place[:40],
        "term": result.term and result.term[:200],
        "patient_id": result.patient_id,
        "enrollment_id": result.enrollment_id,
        "changed_at": at,
    }
    if content is not None:
        person = content.person
        values |= {
            "kind": content.header.kind[:40],
            "sent_at": content.header.sent_at,
            "order_hash": tx.vault.keyed_hash(ORDER, content.order_key) if content.order_key else None,
            "person_hash": tx.vault.keyed_hash(PERSON, plain_number(person.record_number)) if person else None,
        }
    tx.conn.execute(_RESULT_AGAIN if again else _RESULT, {"message": message_id, **values})


def find_message(tx: Tx, clinic_id: int, message_id: str) -> StoredMessage | None:
    """Return a clinic's message, or None."""
    query = select(hl7_messages).where(hl7_messages.c.id == message_id, hl7_messages.c.clinic_id == clinic_id)
    row = tx.conn.execute(query).first()
    return stored_message(row) if row else None


def content_of(tx: Tx, message_id: str) -> bytes | None:
    """Return a message as it came in; None where it was purged or opens with no key."""
    query = select(hl7_messages.c.raw).where(hl7_messages.c.id == message_id)
    return _opened(tx, message_id, tx.conn.execute(query).scalar())


def _opened(tx: Tx, message_id: str, ciphertext: bytes | None) -> bytes | None:
    try:
        plain = tx.vault.decrypt_optional(CellId(_RAW, message_id), ciphertext)
        return None if plain is None else plain.encode(_BYTES)
    except (WrongKeyError, UnicodeEncodeError):
        return None


def contents_of(tx: Tx, ids: Sequence[str]) -> dict[str, bytes]:
    """Return messages as they came in, by id, but of those that were wiped or open with no key."""
    rows = tx.conn.execute(select(hl7_messages.c.id, hl7_messages.c.raw).where(hl7_messages.c.id.in_(list(ids))))
    opened = {row.id: _opened(tx, row.id, row.raw) for row in rows}
    return {key: raw for key, raw in opened.items() if raw is not None}


def settle(
    tx: Tx,
    message_id: str,
    outcome: Outcome,
    at: datetime,
    *,
    patient_id: str | None = None,
    enrollment_id: str | None = None,
) -> None:
    """Note what was done about a message."""
    values: dict[str, Any] = {"state": outcome.state.value, "outcome": outcome.value, "changed_at": at}
    if patient_id is not None:
        values["patient_id"] = patient_id
    if enrollment_id is not None:
        values["enrollment_id"] = enrollment_id
    tx.conn.execute(update(hl7_messages).where(hl7_messages.c.id == message_id).values(**values))


def settle_enrolled(tx: Tx, clinic_id: int, enrolled: Mapping[str, Enrollment], at: datetime) -> dict[str, set[Actor]]:
    """Take messages about surgeries off the work list that another way has enrolled, by case id.

    Return which partners had sent them, by enrollment.
    """
    if not enrolled or tx.conn.execute(_ANY_WAITS, {"clinic": clinic_id}).first() is None:
        return {}
    hashes = {
        hashed: item for case, item in enrolled.items() for hashed in tx.vault.keyed_hashes(ORDER, surgery_key(case))
    }
    partners: dict[str, set[Actor]] = {}
    for row in tx.conn.execute(_WAITING, {"clinic": clinic_id, "hashes": list(hashes)}).all():
        item = hashes[row.order_hash]
        settle(tx, row.id, Outcome.ENROLLED, at, patient_id=item.patient_id, enrollment_id=item.id)
        sender = Actor.hl7 if "^" in row.kind else Actor.fhir  # SIU^S12, or Appointment
        partners.setdefault(item.id, set()).add(sender(row.partner))
    return partners


def wipe_contents(tx: Tx, before: datetime, after: str, limit: int) -> str | None:
    """Wipe the content of up to `limit` messages whose ids follow `after`; return the last id, or None."""
    old = select(hl7_messages.c.id).where(
        hl7_messages.c.id > after, hl7_messages.c.raw.is_not(None), hl7_messages.c.received_at < before
    )
    ids = list(tx.conn.execute(old.order_by(hl7_messages.c.id).limit(limit)).scalars())
    if ids:
        tx.conn.execute(update(hl7_messages).where(hl7_messages.c.id.in_(ids)).values(raw=None))
    return ids[-1] if ids else None


def wipe_person(tx: Tx, clinic_id: int, patient_id: str, record_number: str | None) -> None:
    """Wipe what a patient's messages say, including those not matched yet that name the record number."""
    about = hl7_messages.c.patient_id == patient_id
    if record_number:
        about |= hl7_messages.c.person_hash.in_(tx.vault.keyed_hashes(PERSON, plain_number(record_number)))
    wiped = {"raw": None, "person_hash": None, "order_hash": None}
    tx.conn.execute(update(hl7_messages).where(hl7_messages.c.clinic_id == clinic_id, about).values(**wiped))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def stored_message(row: Row[Any]) -> StoredMessage:
    """Turn a row into a message, without its content."""
    return StoredMessage(
        id=row.id,
        clinic_id=row.clinic_id,
        partner=row.partner,
        control_id=row.control_id,
        kind=row.kind,
        sent_at=row.sent_at,
        received_at=row.received_at,
        state=State(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        place=row.place,
        term=row.term,
        patient_id=row.patient_id,
        enrollment_id=row.enrollment_id,
        tries=row.tries,
        has_content=row.raw is not None,
    )
