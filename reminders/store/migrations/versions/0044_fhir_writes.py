"""What is written back to partners' FHIR servers: each message and answer once, in order.

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "fhir_writes",
        sa.Column("number", SERIAL, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=63), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("enrollment_id", ID, nullable=False),
        sa.Column("occurred_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_at", UTCDateTime(), nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("first_tried_at", UTCDateTime(), nullable=True),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fhir_writes")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_fhir_writes_clinic_id")),
        sa.UniqueConstraint(
            "clinic_id", "partner", "kind", "source", name=op.f("uq_fhir_writes_clinic_id_partner_kind_source")
        ),
    )
    op.create_index("ix_fhir_writes_clinic_id_partner_status", "fhir_writes", ["clinic_id", "partner", "status"])
    op.create_index("ix_fhir_writes_enrollment_id_status", "fhir_writes", ["enrollment_id", "status"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("fhir_writes")
