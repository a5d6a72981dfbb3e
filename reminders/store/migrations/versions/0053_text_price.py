"""What a segment of a text costs a clinic, in US cents; empty: the list price of its country.

Revision ID: 0053
Revises: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("clinics", sa.Column("text_price", sa.String(8), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    op.drop_column("clinics", "text_price")
