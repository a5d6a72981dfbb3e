"""The epoch of a patient's links: raised when phone or email change, so that what the old phone holds opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from reminders.store.tables import past_contacts, patients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.store.database.session import Tx

_CONTACT = (
    select(patients.c.phone_hash, patients.c.email_hash, patients.c.link_epoch)
    .where(patients.c.id == bindparam("patient"))
    .with_for_update()
)


def follow_contact(tx: Tx, patient_id: str, phones: Sequence[str] | None, emails: Sequence[str] | None) -> None:
    """End a patient's links if the contact about to be written is another.

    Hashes are under every key; empty: the address goes; None: it stays as it is stored.
    """
    stored = tx.conn.execute(_CONTACT, {"patient": patient_id}).one()
    pairs = (stored.phone_hash, phones), (stored.email_hash, emails)
    if not all(new is None or (old in new if old else not new) for old, new in pairs):
        end_links(tx, patient_id)


def end_links(tx: Tx, patient_id: str) -> None:
    """Let no link that a patient has open anything any more; by one from an email, that email can still be stopped."""
    stored = tx.conn.execute(_CONTACT, {"patient": patient_id}).one()
    if stored.email_hash is not None:
        over = {"patient_id": patient_id, "epoch": stored.link_epoch, "email_hash": stored.email_hash}
        tx.conn.execute(insert(past_contacts).values(over))
    tx.conn.execute(update(patients).where(patients.c.id == patient_id).values(link_epoch=stored.link_epoch + 1))


def links_stand(tx: Tx, patient_id: str, epoch: int) -> bool:
    """Return True if the links of an epoch still open anything."""
    query = select(patients.c.link_epoch).where(patients.c.id == patient_id, patients.c.erased_at.is_(None))
    return tx.conn.execute(query).scalar() == epoch


def past_email_hash(tx: Tx, patient_id: str, epoch: int) -> str | None:
    """Return the hash of the email address that the links of an epoch that is over went to."""
    query = select(past_contacts.c.email_hash)
    return tx.conn.execute(
        query.where(past_contacts.c.patient_id == patient_id, past_contacts.c.epoch == epoch)
    ).scalar()


def forget_past_contacts(tx: Tx, patient_id: str) -> None:
    """Forget where the links of earlier epochs went."""
    tx.conn.execute(delete(past_contacts).where(past_contacts.c.patient_id == patient_id))
