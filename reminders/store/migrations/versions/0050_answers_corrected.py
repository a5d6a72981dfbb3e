"""When an answer that stood was corrected, so that what was written of it to other systems is written again.

Revision ID: 0050
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0050"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("answers", sa.Column("corrected_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("answers", "corrected_at")
