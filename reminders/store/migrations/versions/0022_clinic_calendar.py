"""A clinic's closed days, and when each person on call is on duty.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("clinics", sa.Column("holiday_region", sa.String(length=12), nullable=False, server_default=""))
    op.add_column("clinics", sa.Column("open_holidays", sa.Text(), nullable=False, server_default=""))
    op.add_column("clinics", sa.Column("closed_days", sa.Text(), nullable=False, server_default=""))
    op.add_column("on_call", sa.Column("hours", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("on_call", sa.Column("away_from", sa.Date(), nullable=True))
    op.add_column("on_call", sa.Column("away_until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for column in ("away_until", "away_from", "hours"):
        op.drop_column("on_call", column)
    for column in ("closed_days", "open_holidays", "holiday_region"):
        op.drop_column("clinics", column)
