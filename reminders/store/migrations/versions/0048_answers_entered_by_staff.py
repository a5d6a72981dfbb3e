"""Who entered an answer that staff read in a patient's own words, and when.

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("answers", sa.Column("entered_by", sa.String(64), nullable=True))
    op.add_column("answers", sa.Column("entered_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("answers", "entered_at")
    op.drop_column("answers", "entered_by")
