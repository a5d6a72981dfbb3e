"""A caregiver's own page: what the token of its link names. Another phone is another link.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")


def upgrade() -> None:
    """Apply. Caregivers of before get a link each; nothing they were sent had one."""
    op.add_column("caregivers", sa.Column("link_id", _ID, nullable=True))
    caregivers = sa.table("caregivers", sa.column("patient_id", _ID), sa.column("link_id", _ID))
    bind = op.get_bind()
    for patient_id in bind.execute(sa.select(caregivers.c.patient_id)).scalars().all():
        one = caregivers.c.patient_id == patient_id
        bind.execute(sa.update(caregivers).where(one).values(link_id=str(uuid.uuid4())))
    op.create_index(op.f("ix_caregivers_link_id"), "caregivers", ["link_id"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_caregivers_link_id"), "caregivers")
    op.drop_column("caregivers", "link_id")
