"""An index on what is due by clinic, so that clinics take turns and a long backlog of one costs the others nothing.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    planned = sa.text("status = 'planned'")
    op.create_index(
        "ix_messages_clinic_ready",
        "messages",
        ["lane", "clinic_id", "ready_at"],
        postgresql_where=planned,
        sqlite_where=planned,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_messages_clinic_ready", "messages")
