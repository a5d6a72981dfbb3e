"""Who is on call, who was told of which alert, and how far an alert has come.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite")


def upgrade() -> None:
    """Apply. Red flags that are open now are told of as soon as the clinic has a list."""
    op.create_table(
        "on_call",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_on_call_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call")),
    )
    op.create_index("ix_on_call_clinic_id_position", "on_call", ["clinic_id", "position"])
    op.create_table(
        "notices",
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("alert_id", _SERIAL, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_notices_message_id")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_notices_alert_id")),
        sa.PrimaryKeyConstraint("message_id", "alert_id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_alert_id", "notices", ["alert_id"])
    for column in (
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("escalate_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=120), nullable=True),
    ):
        op.add_column("alerts", column)
    op.create_index("ix_alerts_escalate_at", "alerts", ["escalate_at"])
    op.execute("UPDATE alerts SET escalate_at = opened_at WHERE kind = 'red_flag' AND closed_at IS NULL")
    op.add_column("clinics", sa.Column("email", sa.String(length=254), server_default="", nullable=False))
    op.add_column("clinics", sa.Column("escalate_minutes", sa.Integer(), server_default="10", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("clinics") as batch:
        for name in ("escalate_minutes", "email"):
            batch.drop_column(name)
    op.drop_index("ix_alerts_escalate_at", "alerts")
    with op.batch_alter_table("alerts") as batch:
        for name in ("acknowledged_by", "acknowledged_at", "escalate_at", "told_at", "level"):
            batch.drop_column(name)
    op.drop_table("notices")
    op.drop_table("on_call")
