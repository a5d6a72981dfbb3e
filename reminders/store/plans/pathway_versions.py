"""Snapshots of pathways: the text a plan was made from, kept under its id, version and hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.errors import SetupError
from reminders.store.tables import care_versions, pathway_versions

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


class PathwayConflictError(SetupError):
    """The same pathway id and version came with other content."""


class Snapshot(NamedTuple):
    """A pathway that is kept. `is_new`: by this transaction, so that no other one sees it yet."""

    id: int
    is_new: bool


OWN_VERSIONS_FROM = 1_000_000
"""A clinic's own version is kept under its id beyond this number: no file has such a version."""


ERASED = "erased"
"""Stands for the procedure of a snapshot whose clinic was erased."""


def key_of(version: int, care_version_id: int | None) -> int:
    """Return the number under which a version of a pathway is kept, the same for all clinics or one clinic's own."""
    return version if care_version_id is None else OWN_VERSIONS_FROM + care_version_id


def snapshot(  # noqa: PLR0913, PLR0917 one per column
    tx: Tx,
    pathway_id: str,
    version: int,
    content_hash: str,
    source: str,
    at: datetime,
    care_version_id: int | None = None,
) -> Snapshot:
    """Keep a pathway on first use and return its row.

    Raises:
        PathwayConflictError: this id and version are kept already with other content.

    """
    table = pathway_versions
    key = key_of(version, care_version_id)
    query = select(table.c.id, table.c.content_hash).where(table.c.pathway_id == pathway_id, table.c.version == key)
    row = tx.conn.execute(query).first()
    is_new = row is None
    if row is None:
        values = {
            "pathway_id": pathway_id,
            "version": key,
            "content_hash": content_hash,
            "source": source,
            "created_at": at,
            "care_version_id": care_version_id,
        }
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        tx.conn.execute(build(table).values(**values).on_conflict_do_nothing())  # two workers may meet here
        row = tx.conn.execute(query).one()
    if row.content_hash != content_hash:
        raise PathwayConflictError(conflict_message(pathway_id, version))
    return Snapshot(row.id, is_new)


def kept_hash(tx: Tx, pathway_id: str, version: int) -> str | None:
    """Return the content hash that is kept under an id and version, or None."""
    table = pathway_versions
    query = select(table.c.content_hash).where(table.c.pathway_id == pathway_id, table.c.version == version)
    return tx.conn.execute(query).scalar()


def conflict_message(pathway_id: str, version: int) -> str:
    """Say what to do about a pathway that was changed in place."""
    return (
        f"pathway {pathway_id} version {version} is in use with other content; "
        f"raise `version` in its file to {version + 1}"
    )


def source_of(tx: Tx, version_id: int) -> str:
    """Return the text of a snapshot."""
    query = select(pathway_versions.c.source).where(pathway_versions.c.id == version_id)
    return tx.conn.execute(query).scalar_one()


def all_ids(tx: Tx) -> list[int]:
    """Return the ids of all snapshots: a handful for each procedure. Those of erased clinics say nothing any more."""
    query = select(pathway_versions.c.id).where(pathway_versions.c.pathway_id != ERASED)
    return list(tx.conn.execute(query.order_by(pathway_versions.c.id)).scalars())


def empty_own(tx: Tx, clinic_id: int) -> int:
    """Empty the snapshots of a clinic's own care plans; return how many.

    The rows stay, so that SQLite gives their numbers to no other plan: processes keep what they have read by number.
    """
    theirs = select(care_versions.c.id).where(care_versions.c.clinic_id == clinic_id)
    empty = {"pathway_id": ERASED, "source": "", "content_hash": "", "care_version_id": None}
    query = update(pathway_versions).where(pathway_versions.c.care_version_id.in_(theirs)).values(**empty)
    return tx.conn.execute(query).rowcount


def last_own_version(tx: Tx) -> int:
    """Return the highest id of a clinic's own version that ever was a plan, also of clinics that were erased; or 0."""
    highest = tx.conn.execute(select(func.max(pathway_versions.c.version))).scalar() or 0
    return max(0, highest - OWN_VERSIONS_FROM)
