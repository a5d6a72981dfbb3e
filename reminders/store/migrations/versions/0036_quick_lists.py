"""Who did not answer, who has a message ahead and which surgeries to confirm are found by indexes of their own.

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_ASKED = "kind = 'scheduled' AND party = 'patient' AND sent_at IS NOT NULL"
_AHEAD = "status = 'planned' AND kind = 'scheduled' AND party = 'patient'"
_TO_CONFIRM = "state = 'active' AND confirmed_at IS NULL"
_INDEXES = (
    ("ix_messages_asked", "messages", ("clinic_id", "step", "sent_at", "enrollment_id", "anchor", "status"), _ASKED),
    ("ix_messages_asked_of", "messages", ("enrollment_id", "step", "sent_at", "anchor", "status"), _ASKED),
    ("ix_messages_ahead", "messages", ("clinic_id", "enrollment_id", "due_at"), _AHEAD),
    ("ix_enrollments_to_confirm", "enrollments", ("clinic_id", "surgery_date"), _TO_CONFIRM),
)


def upgrade() -> None:
    """Apply."""
    for name, table, columns, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, table, list(columns), postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """Take back."""
    for name, table, _columns, _condition in _INDEXES:
        op.drop_index(name, table)
