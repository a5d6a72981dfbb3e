"""Double opt-in: a clinic's setting, and where each phone stands; who waits for it counts as not reached.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_BEFORE = "status = 'skipped' AND reason IN ('no_consent', 'opted_out', 'bad_address')"
_AFTER = "status = 'skipped' AND reason IN ('no_consent', 'opted_out', 'bad_address', 'not_confirmed', 'declined')"


def upgrade() -> None:
    """Apply."""
    for name in ("double_opt_in", "asked_opt_in"):
        op.add_column("clinics", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.create_table(
        "opt_ins",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("wording", sa.String(20), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_opt_ins_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_ins")),
    )
    op.create_index("uq_opt_ins_phone", "opt_ins", ["clinic_id", "address_hash"], unique=True)
    _list_unreached(_AFTER)


def downgrade() -> None:
    """Take back."""
    _list_unreached(_BEFORE)
    op.drop_table("opt_ins")
    op.drop_column("clinics", "asked_opt_in")
    op.drop_column("clinics", "double_opt_in")


def _list_unreached(condition: str) -> None:
    op.drop_index("ix_messages_unreached", table_name="messages")
    where = sa.text(condition)
    op.create_index(
        "ix_messages_unreached", "messages", ["clinic_id", "due_at"], postgresql_where=where, sqlite_where=where
    )
