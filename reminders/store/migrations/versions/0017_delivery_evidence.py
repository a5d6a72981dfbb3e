"""What delivery keeps about a sender.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _of_a_sender_that_is_down() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("try_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("trial_message_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite")),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("needs_receipt", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )


def upgrade() -> None:
    """Apply."""
    for column in _of_a_sender_that_is_down():
        op.add_column("switches", column)
    # A sender that is down already is tried with the next wave.
    op.execute(sa.text("UPDATE switches SET try_at = since WHERE name LIKE 'line:%'"))
    op.create_table(
        "sender_evidence",
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "sender", "person", name=op.f("pk_sender_evidence")),
    )
    op.create_index(op.f("ix_sender_evidence_at"), "sender_evidence", ["at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("sender_evidence")
    for column in _of_a_sender_that_is_down():
        op.drop_column("switches", column.name)
