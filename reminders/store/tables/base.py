"""What all tables share: one metadata, and the types of keys and hashes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, String, Uuid

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    },
)

ID = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
HASH = String(80)
SERIAL = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
