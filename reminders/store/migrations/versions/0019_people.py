"""Who is told by email of what was assigned to them, and the replies that a clinic keeps ready.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    told = sa.Column("tell_assigned", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("staff_members", told)
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_canned_replies_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
    )
    op.create_index(op.f("ix_canned_replies_clinic_id"), "canned_replies", ["clinic_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("canned_replies")
    op.drop_column("staff_members", "tell_assigned")
