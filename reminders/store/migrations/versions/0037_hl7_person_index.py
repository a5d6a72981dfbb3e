"""Find the messages about one person without reading all.

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NAME = "ix_hl7_messages_clinic_id_person_hash"


def upgrade() -> None:
    """Apply."""
    op.create_index(NAME, "hl7_messages", ["clinic_id", "person_hash"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(NAME, table_name="hl7_messages")
