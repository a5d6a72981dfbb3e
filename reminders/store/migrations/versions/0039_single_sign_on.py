"""Single sign-on: the identity provider's subject of a staff member, and sign-ins that come back from elsewhere.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("staff_members", sa.Column("subject_hash", sa.String(64), nullable=True))
    op.create_index(op.f("ix_staff_members_subject_hash"), "staff_members", ["subject_hash"], unique=True)
    op.create_table(
        "sign_in_handshakes",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("bound_to", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_handshakes")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("sign_in_handshakes")
    op.drop_index(op.f("ix_staff_members_subject_hash"), table_name="staff_members")
    op.drop_column("staff_members", "subject_hash")
