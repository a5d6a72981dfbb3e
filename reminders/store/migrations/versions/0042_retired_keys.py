"""Keys that encrypt nothing any more, and what still finds rows by hashes of theirs.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "retired_keys",
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("hash_key", sa.LargeBinary(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_retired_keys")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("retired_keys")
