"""Staff notes, search by a few letters, and what the staff pages read by.

The terms of patients who are there already are made after the migration, by `reminders migrate`: they need the keys.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import ID, SERIAL

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TROUBLE = sa.text("status IN ('missed', 'failed', 'undelivered', 'unconfirmed')")
_LEFT = sa.text("sent_at IS NOT NULL")
_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Apply. Replies that came before count as dealt with: no one could mark them until now."""
    op.create_table(
        "staff_notes",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", ID, nullable=True),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("alert_id", SERIAL, nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_staff_notes_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_staff_notes_patient_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_staff_notes_message_id")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_staff_notes_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notes")),
    )
    op.create_index(op.f("ix_staff_notes_patient_id"), "staff_notes", ["patient_id"])
    op.create_index(op.f("ix_staff_notes_message_id"), "staff_notes", ["message_id"])
    op.create_table(
        "search_terms",
        sa.Column("clinic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "term", "patient_id", name=op.f("pk_search_terms")),
    )
    op.create_index("ix_search_terms_patient_id", "search_terms", ["patient_id"])
    op.add_column("patients", sa.Column("erased_at", UTCDateTime(), nullable=True))
    op.add_column("enrollments", sa.Column("confirmed_at", UTCDateTime(), nullable=True))
    op.add_column("replies", sa.Column("handled_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE replies SET handled_at = received_at")
    op.create_index("ix_enrollments_clinic_id_surgery_date", "enrollments", ["clinic_id", "surgery_date"])
    op.create_index("ix_replies_clinic_id_received_at", "replies", ["clinic_id", "received_at"])
    op.create_index("ix_alerts_open", "alerts", ["clinic_id"], postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_index(
        "ix_messages_trouble",
        "messages",
        ["clinic_id", "changed_at"],
        postgresql_where=_TROUBLE,
        sqlite_where=_TROUBLE,
    )
    op.create_index(
        "ix_messages_sent", "messages", ["clinic_id", "sent_at", "status"], postgresql_where=_LEFT, sqlite_where=_LEFT
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_messages_sent", "messages")
    op.drop_index("ix_messages_trouble", "messages")
    op.drop_index("ix_alerts_open", "alerts")
    op.drop_index("ix_replies_clinic_id_received_at", "replies")
    op.drop_index("ix_enrollments_clinic_id_surgery_date", "enrollments")
    for table, column in (("replies", "handled_at"), ("enrollments", "confirmed_at"), ("patients", "erased_at")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table("search_terms")
    op.drop_table("staff_notes")
