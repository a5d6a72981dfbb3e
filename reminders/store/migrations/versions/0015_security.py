"""Links of a patient die when the contact changes; staff have a phone of their own for tests.

Links from before have no epoch: they are of epoch 0, as every patient is at first.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("patients", sa.Column("link_epoch", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "past_contacts",
        sa.Column("patient_id", _ID, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email_hash", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_past_contacts_patient_id")),
        sa.PrimaryKeyConstraint("patient_id", "epoch", name=op.f("pk_past_contacts")),
    )
    op.create_table(
        "staff_phones",
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.Column("code_hash", sa.String(length=80), nullable=True),
        sa.Column("code_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tests", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_staff_phones_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_phones")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("staff_phones")
    op.drop_table("past_contacts")
    op.drop_column("patients", "link_epoch")
