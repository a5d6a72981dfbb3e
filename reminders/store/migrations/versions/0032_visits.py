"""Visits to the clinic: any number for each enrollment.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "visits",
        sa.Column("id", ID, nullable=False),
        sa.Column("enrollment_id", ID, nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("visit_id_hash", sa.String(length=80), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("imported", sa.LargeBinary(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("missed_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name=op.f("fk_visits_enrollment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("enrollment_id", "visit_id_hash", name=op.f("uq_visits_enrollment_id_visit_id_hash")),
        sa.UniqueConstraint("enrollment_id", "slot", name=op.f("uq_visits_enrollment_id_slot")),
    )
    op.create_index(op.f("ix_visits_at"), "visits", ["at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_visits_at"), table_name="visits")
    op.drop_table("visits")
