"""The audit log's actor and hash chain.

Entries from before stay as they are: outside the chain, without a kind of actor.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = {
    "actor_kind": sa.String(length=12),
    "actor_name": sa.String(length=64),
    "detail": sa.String(length=200),
    "sequence": sa.BigInteger(),
    "hash": sa.String(length=64),
}


def upgrade() -> None:
    """Apply."""
    for name, kind in COLUMNS.items():
        op.add_column("audit", sa.Column(name, kind, nullable=True))
    op.create_index(op.f("ix_audit_clinic_id_sequence"), "audit", ["clinic_id", "sequence"], unique=True)
    op.create_table(
        "audit_chains",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purged_sequence", sa.BigInteger(), nullable=False),
        sa.Column("purged_hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_audit_chains")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("audit_chains")
    op.drop_index(op.f("ix_audit_clinic_id_sequence"), table_name="audit")
    for name in reversed(COLUMNS):
        op.drop_column("audit", name)
