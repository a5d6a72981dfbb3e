"""Attempts keep the surgery day and the line they were sent for, and the provider's last word.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What is on the wire during the upgrade belongs to the plan and line of now."""
    op.add_column("attempts", sa.Column("anchor", sa.Integer(), server_default="0", nullable=False))
    op.add_column("attempts", sa.Column("sender", sa.String(length=64), server_default="default", nullable=False))
    op.add_column("attempts", sa.Column("receipt", sa.String(length=12), nullable=True))
    op.add_column("attempts", sa.Column("receipt_at", UTCDateTime(), nullable=True))
    op.create_index(op.f("ix_attempts_provider_id"), "attempts", ["provider_id"])
    op.execute(
        "UPDATE attempts SET anchor = (SELECT messages.anchor FROM messages WHERE messages.id = attempts.message_id)"
    )
    op.execute(
        "UPDATE attempts SET sender = (SELECT clinics.sms_sender FROM messages JOIN clinics "
        "ON clinics.id = messages.clinic_id WHERE messages.id = attempts.message_id) "
        "WHERE message_id IN (SELECT id FROM messages WHERE channel = 'sms')"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_attempts_provider_id"), "attempts")
    with op.batch_alter_table("attempts") as batch:
        for name in ("receipt_at", "receipt", "sender", "anchor"):
            batch.drop_column(name)
