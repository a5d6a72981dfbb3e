"""A data key for each clinic, encrypted with the installation's; of an erased clinic the row stays, without the key.

Revision ID: 0051
Revises: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "clinic_keys",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("destroyed_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_clinic_keys")),
        sa.UniqueConstraint("key_id", name=op.f("uq_clinic_keys_key_id")),
    )
    is_destroyed = sa.text("destroyed_at IS NOT NULL")
    op.create_index(
        "ix_clinic_keys_destroyed",
        "clinic_keys",
        ["key_id"],
        sqlite_where=is_destroyed,
        postgresql_where=is_destroyed,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("clinic_keys")
