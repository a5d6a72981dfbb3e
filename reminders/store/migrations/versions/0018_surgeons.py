"""Who operates, and what lists of patients are sorted and filtered by.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "surgeons",
        sa.Column("id", ID, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_surgeons_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgeons")),
        sa.UniqueConstraint("clinic_id", "name_key", name=op.f("uq_surgeons_clinic_id_name_key")),
    )
    op.add_column("enrollments", sa.Column("surgeon_id", ID, nullable=True))
    op.create_index("ix_enrollments_surgeon_id_surgery_date", "enrollments", ["surgeon_id", "surgery_date"])
    op.create_index("ix_enrollments_clinic_id_created_at", "enrollments", ["clinic_id", "created_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_enrollments_clinic_id_created_at", "enrollments")
    op.drop_index("ix_enrollments_surgeon_id_surgery_date", "enrollments")
    op.drop_column("enrollments", "surgeon_id")
    op.drop_table("surgeons")
