"""Fills a database with many clinics, each with a sender of its own, and millions of messages, inside PostgreSQL.

Patients whose texts are claimed are real ones: each has a phone of its own, encrypted with our keys. Foreign keys are
not checked meanwhile and indexes are made at the end; both are on when anything is measured. Ids and identities
count up, since the two indexes that stay would otherwise take most of the time of 70 million rows.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString, cast
from uuid import UUID

import psycopg

from bench.bare import phone
from reminders.store.database.vault import CellId

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from reminders.store.database.vault import Vault

_CLINICS = """
INSERT INTO clinics SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', c.id + n, 'slug', 'clinic-' || n, 'sms_sender', '+1' || (6000000000 + n)))).*
FROM clinics AS c, generate_series(1, %s) AS n WHERE c.slug = 'oak'
"""
_PEOPLE = """
INSERT INTO patients SELECT (jsonb_populate_record(p, jsonb_build_object(
    'id', md5('patient' || b.n)::uuid, 'phone', b.phone, 'phone_hash', b.hash,
    'given_name', b.name, 'email', NULL))).*
FROM patients AS p, bench_phones AS b WHERE p.id = (SELECT id FROM patients LIMIT 1);
INSERT INTO enrollments SELECT (jsonb_populate_record(e, jsonb_build_object(
    'id', md5('enrollment' || b.n)::uuid, 'patient_id', md5('patient' || b.n)::uuid,
    'external_id_hash', 'bench ' || b.n, 'facts', b.facts
))).* FROM enrollments AS e, bench_phones AS b WHERE e.id = (SELECT id FROM enrollments LIMIT 1);
INSERT INTO messages SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', md5('message' || b.n)::uuid, 'patient_id', md5('patient' || b.n)::uuid,
    'enrollment_id', md5('enrollment' || b.n)::uuid, 'identity', 'bench due ' || b.n,
    'ready_at', now() + interval '30 days'))).*
FROM messages AS m, bench_phones AS b WHERE m.id = (SELECT id FROM messages WHERE channel = 'sms' LIMIT 1)
"""
# One in five is still to come, over the next sixty days; the others went out in the year before.
_MESSAGES = """
INSERT INTO messages (id, clinic_id, identity, kind, lane, channel, step, anchor, plan_revision, status, due_at,
                      ready_at, send_before, changed_at, sent_at, patient_id, enrollment_id, attempts, address_hash)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1 + n %% %s, 'bench ' || lpad(n::text, 9, '0'),
       'scheduled', 'sms', 'sms', 'walk_1', 1, 0,
       CASE WHEN ahead THEN 'planned' ELSE 'delivered' END, due, due, due + interval '8 hours', due,
       CASE WHEN ahead THEN NULL ELSE due END, md5('old patient' || n / 14)::uuid, md5('old plan' || n / 14)::uuid,
       CASE WHEN ahead THEN 0 ELSE 1 END, 'bench ' || n / 14
FROM generate_series(%s::bigint, %s::bigint) AS n, LATERAL (SELECT n %% 5 = 0) AS five(ahead),
     LATERAL (SELECT now() + CASE WHEN ahead THEN interval '1 day' + hashint8(n) %% 2592000 * interval '1 second'
                                  + interval '30 days'
                             ELSE hashint8(n) %% 15768000 * interval '1 second' - interval '190 days' END) AS at(due)
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = 'messages'::regclass AND NOT indisunique
"""
STEP = 500_000


def fill(database: str, vault: Vault, clinics: int, messages: int, ready: int) -> None:
    """Add `clinics` less one to the first, and messages of all; `ready` more have patients and can be made due."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute(_CLINICS, (clinics - 1,))
        connection.execute(
            "CREATE UNLOGGED TABLE bench_phones (n integer, phone bytea, hash text, name bytea, facts bytea)"
        )
        row = connection.execute("SELECT id::text, facts FROM enrollments LIMIT 1").fetchone() or ("", b"")
        facts = vault.decrypt_json(CellId("enrollments.facts", row[0]), row[1])
        with connection.cursor().copy("COPY bench_phones FROM STDIN") as copy:
            for number in range(ready):
                copy.write_row(_sealed(vault, number, facts))
        with _without_indexes(connection):
            for statement in _PEOPLE.split(";"):
                connection.execute(cast("LiteralString", statement))
            for first in range(0, messages, STEP):
                connection.execute(_MESSAGES, (clinics, first, min(messages, first + STEP) - 1))
        connection.execute("VACUUM ANALYZE")


def _sealed(vault: Vault, number: int, facts: Mapping[str, str]) -> tuple[object, ...]:
    """Return what is encrypted of a patient, for their own rows."""
    own = phone(number)
    patient, enrollment = (
        str(UUID(hashlib.md5(f"{what}{number}".encode()).hexdigest()))  # noqa: S324 the ids of the statements above
        for what in ("patient", "enrollment")
    )
    return (
        number,
        vault.encrypt(CellId("patients.phone", patient), own, of=1),
        vault.keyed_hash("patients.phone", own),
        vault.encrypt(CellId("patients.given_name", patient), "Zenobia", of=1),
        vault.encrypt_json(CellId("enrollments.facts", enrollment), facts, of=1),
    )


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Generator[None]:
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(cast("LiteralString", f"DROP INDEX {name}"))
    yield
    for _, definition in indexes:
        connection.execute(definition)


def make_due(database: str, first: int, count: int, clinics: int, at: str = "now() - interval '1 minute'") -> None:
    """Make some of the ready messages due, spread over that many clinics, the first of them clinic 1."""
    ids = "SELECT md5('message' || n)::uuid, n FROM generate_series(%s::integer, %s::integer) AS n"
    with psycopg.connect(database) as connection:
        connection.execute(
            cast(
                "LiteralString",
                f"UPDATE messages SET ready_at = {at}, due_at = {at}, clinic_id = 1 + n %% %s"  # noqa: S608 ours
                f" FROM ({ids}) AS one(message, n) WHERE id = message",
            ),
            (clinics, first, first + count - 1),
        )
