"""HL7 messages as they came in, and what became of each.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_hl7_messages_clinic_id_state_received_at": ["clinic_id", "state", "received_at"],
    "ix_hl7_messages_clinic_id_order_hash_sent_at": ["clinic_id", "order_hash", "sent_at"],
    "ix_hl7_messages_enrollment_id": ["enrollment_id"],
    "ix_hl7_messages_received_at": ["received_at"],
}


def upgrade() -> None:
    """Apply."""
    identifier = sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite")
    op.create_table(
        "hl7_messages",
        sa.Column("id", identifier, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=63), nullable=False),
        sa.Column("control_id", sa.String(length=199), nullable=False),
        sa.Column("content_hash", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("term", sa.String(length=200), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("order_hash", sa.String(length=80), nullable=True),
        sa.Column("person_hash", sa.String(length=80), nullable=True),
        sa.Column("patient_id", identifier, nullable=True),
        sa.Column("enrollment_id", identifier, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_hl7_messages_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hl7_messages")),
        sa.UniqueConstraint(
            "clinic_id",
            "partner",
            "control_id",
            "content_hash",
            name=op.f("uq_hl7_messages_clinic_id_partner_control_id_content_hash"),
        ),
    )
    for name, columns in _INDEXES.items():
        op.create_index(op.f(name), "hl7_messages", columns)


def downgrade() -> None:
    """Take back."""
    for name in reversed(_INDEXES):
        op.drop_index(op.f(name), table_name="hl7_messages")
    op.drop_table("hl7_messages")
