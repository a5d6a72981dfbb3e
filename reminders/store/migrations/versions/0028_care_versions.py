"""A clinic's own care plans and wording in versions, and which of them a message was written from.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    staff = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")
    op.create_table(
        "care_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.String(63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("author_id", staff),
        sa.Column("author_name", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", staff),
        sa.Column("approver_name", sa.String(64)),
        sa.Column("live_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.String(400), nullable=False, server_default=""),
        sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("unreviewed", sa.String(60), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_care_versions_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_versions")),
        sa.UniqueConstraint(
            "clinic_id", "kind", "name", "number", name=op.f("uq_care_versions_clinic_id_kind_name_number")
        ),
    )
    op.add_column("pathway_versions", sa.Column("care_version_id", sa.Integer(), nullable=True))
    op.add_column("messages", sa.Column("plan_version_id", sa.Integer(), nullable=True))
    op.add_column("messages", sa.Column("wording_version_id", sa.Integer(), nullable=True))
    own = sa.Column("one_person", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("clinics", own)


def downgrade() -> None:
    """Take back."""
    op.drop_column("clinics", "one_person")
    op.drop_column("messages", "wording_version_id")
    op.drop_column("messages", "plan_version_id")
    op.drop_column("pathway_versions", "care_version_id")
    op.drop_table("care_versions")
