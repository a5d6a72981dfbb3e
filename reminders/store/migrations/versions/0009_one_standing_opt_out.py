"""At most one opt-out stands per address and scope; of two that raced, the first stays.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DOUBLED = """
DELETE FROM opt_outs WHERE lifted_at IS NULL AND EXISTS (
  SELECT 1 FROM opt_outs AS first WHERE first.lifted_at IS NULL AND first.id < opt_outs.id
  AND first.scope = opt_outs.scope AND first.channel = opt_outs.channel AND first.address_hash = opt_outs.address_hash
)"""


def upgrade() -> None:
    """Apply."""
    op.execute(_DOUBLED)
    standing = sa.text("lifted_at IS NULL")
    op.create_index(
        "uq_opt_outs_standing",
        "opt_outs",
        ["scope", "channel", "address_hash"],
        unique=True,
        postgresql_where=standing,
        sqlite_where=standing,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_opt_outs_standing", "opt_outs")
