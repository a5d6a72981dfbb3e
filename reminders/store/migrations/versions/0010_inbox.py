"""Small indexes of what waits for a person: replies that no one has dealt with, and patients reachable on no channel.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = sa.text("handled_at IS NULL")
_UNREACHED = sa.text("status = 'skipped' AND reason IN ('no_consent', 'opted_out', 'bad_address')")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_replies_waiting",
        "replies",
        ["clinic_id", "received_at"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.create_index(
        "ix_messages_unreached",
        "messages",
        ["clinic_id", "due_at"],
        postgresql_where=_UNREACHED,
        sqlite_where=_UNREACHED,
    )
    op.create_index("ix_answers_at", "answers", ["at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_answers_at", "answers")
    op.drop_index("ix_messages_unreached", "messages")
    op.drop_index("ix_replies_waiting", "replies")
