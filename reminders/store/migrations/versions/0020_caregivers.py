"""A second person who gets texts about a patient's plan, and who of the two a message, reply, answer or consent is of.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_WITH_PARTY = ("messages", "replies", "answers", "consents")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "caregivers",
        sa.Column("patient_id", sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite"), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=20), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone_bad_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_caregivers_patient_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_caregivers_clinic_id")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_caregivers")),
    )
    op.create_index(op.f("ix_caregivers_phone_hash"), "caregivers", ["phone_hash"])
    for table in _WITH_PARTY:  # a constant default: neither database rewrites the rows
        op.add_column(table, sa.Column("party", sa.String(length=10), nullable=False, server_default="patient"))


def downgrade() -> None:
    """Take back. What was planned for caregivers is cancelled first: an older program would send it to the patient."""
    op.execute(
        "UPDATE messages SET status = 'cancelled', reason = 'cancelled' "
        "WHERE party = 'caregiver' AND status IN ('planned', 'held')"
    )
    for table in _WITH_PARTY:
        op.drop_column(table, "party")
    op.drop_table("caregivers")
