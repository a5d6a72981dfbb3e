"""Events about messages: which one, and what became of it.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("webhook_deliveries", sa.Column("details", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("webhook_deliveries", "details")
