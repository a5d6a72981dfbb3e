"""Who said that a patient agrees or no longer does, how and when; and a checklist of first steps that can be hidden.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("consents", sa.Column("said_by", sa.String(length=16), nullable=True))
    op.add_column("consents", sa.Column("how", sa.String(length=16), nullable=True))
    op.add_column("consents", sa.Column("said_on", sa.Date(), nullable=True))
    op.add_column("clinics", sa.Column("first_steps_hidden_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("clinics", "first_steps_hidden_at")
    op.drop_column("consents", "said_on")
    op.drop_column("consents", "how")
    op.drop_column("consents", "said_by")
