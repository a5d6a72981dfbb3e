"""The answer to a question on a scale, as numbers.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("answers", sa.Column("score", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("score_2", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for column in ("score_2", "score"):
        op.drop_column("answers", column)
