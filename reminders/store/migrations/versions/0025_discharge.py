"""When a patient left the hospital.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("enrollments", sa.Column("discharge_date", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("enrollments", "discharge_date")
