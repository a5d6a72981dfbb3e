"""The list of messages that were not sent walks an index of its own.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NOT_SENT = sa.text("status = 'skipped' AND reason NOT IN ('not_applicable', 'optional_off')")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_messages_not_sent",
        "messages",
        ["clinic_id", "due_at"],
        postgresql_where=_NOT_SENT,
        sqlite_where=_NOT_SENT,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_messages_not_sent", "messages")
