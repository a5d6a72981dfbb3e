"""Drop an index that no query uses: provider ids are looked up among attempts, and every outcome paid for it twice.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_messages_provider_id", "messages")


def downgrade() -> None:
    """Take back."""
    op.create_index("ix_messages_provider_id", "messages", ["provider_id"])
