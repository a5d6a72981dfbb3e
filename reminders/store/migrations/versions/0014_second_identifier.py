"""A second identifier of a patient: birth date and record number, encrypted, each with a hash for exact look-ups.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

IDENTIFIERS = ("birth_date", "record_number")


def upgrade() -> None:
    """Apply."""
    default = sa.text("'birth_date'")
    op.add_column("clinics", sa.Column("second_identifier", sa.String(16), nullable=False, server_default=default))
    for name in IDENTIFIERS:
        op.add_column("patients", sa.Column(name, sa.LargeBinary(), nullable=True))
        op.add_column("patients", sa.Column(f"{name}_hash", sa.String(80), nullable=True))
        op.create_index(f"ix_patients_clinic_id_{name}_hash", "patients", ["clinic_id", f"{name}_hash"])


def downgrade() -> None:
    """Take back."""
    for name in reversed(IDENTIFIERS):
        op.drop_index(f"ix_patients_clinic_id_{name}_hash", "patients")
        op.drop_column("patients", f"{name}_hash")
        op.drop_column("patients", name)
    op.drop_column("clinics", "second_identifier")
