"""Known devices, and where a session was opened: so that guesses keep no one out and a person sees their sessions.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "staff_devices",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_staff_devices_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_devices")),
    )
    op.create_index(op.f("ix_staff_devices_staff_id"), "staff_devices", ["staff_id"])
    op.add_column("staff_sessions", sa.Column("browser", sa.String(40), nullable=True))
    op.add_column("staff_sessions", sa.Column("address", sa.LargeBinary(), nullable=True))
    op.add_column("staff_invitations", sa.Column("asked_by", sa.String(80), nullable=True))
    op.add_column("staff_invitations", sa.Column("made_by", ID, nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("staff_invitations", "made_by")
    op.drop_column("staff_invitations", "asked_by")
    op.drop_column("staff_sessions", "address")
    op.drop_column("staff_sessions", "browser")
    op.drop_index(op.f("ix_staff_devices_staff_id"), table_name="staff_devices")
    op.drop_table("staff_devices")
