"""Through which doors an enrollment came in or was confirmed.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")

# What the audit log knows of enrollments from before.
EARLIER = """
INSERT INTO enrollment_sources (enrollment_id, door, name, at)
SELECT enrollment_id,
       CASE WHEN actor_kind = 'api' THEN 'api'
            WHEN actor_kind = 'partner' THEN 'hl7'
            WHEN actor_kind = 'staff' AND action = 'enrolled' THEN 'page'
            ELSE 'csv' END,
       CASE WHEN actor_kind = 'api' THEN COALESCE(MIN(actor_name), '')
            WHEN actor_kind = 'partner' THEN COALESCE(SUBSTR(MIN(actor_name), 5), '')
            ELSE '' END,
       MIN(at)
FROM audit
WHERE action IN ('enrolled', 'enrolled from a file', 'enrolled by an HL7 message') AND enrollment_id IS NOT NULL
GROUP BY enrollment_id, actor_kind, action
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "enrollment_sources",
        sa.Column("enrollment_id", ID, nullable=False),
        sa.Column("door", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_enrollment_sources_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "door", "name", name=op.f("pk_enrollment_sources")),
    )
    op.execute(EARLIER)


def downgrade() -> None:
    """Take back."""
    op.drop_table("enrollment_sources")
