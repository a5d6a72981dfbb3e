"""What can still be taken back: a cancelled plan, a message brought forward. Who a thread was handed to.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("replies", sa.Column("assigned_to", sa.String(length=254), nullable=True))
    op.create_table(
        "undos",
        sa.Column("id", ID, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_undos_clinic_id")),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name=op.f("fk_undos_enrollment_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_undos_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undos")),
    )
    op.create_index(op.f("ix_undos_clinic_id_until"), "undos", ["clinic_id", "until"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("undos")
    op.drop_column("replies", "assigned_to")
