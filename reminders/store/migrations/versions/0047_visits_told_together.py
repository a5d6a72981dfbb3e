"""Which further visits a message names, where two or more fall into one reminder.

Revision ID: 0047
Revises: 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("messages", sa.Column("also_anchors", sa.String(400), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("messages", "also_anchors")
