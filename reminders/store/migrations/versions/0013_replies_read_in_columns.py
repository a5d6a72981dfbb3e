"""How a reply was read, as columns; alerts that count; holds; how an answer came.

Revision ID: 0013
Revises: 0012
"""

# ruff: noqa: S608 - the statements are put together of words that stand in this file
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reminders.store.database.types import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite")
_FLAGS = ("stop", "unclear_stop", "start", "help", "automatic", "unsure")
_OPEN_SUBJECT = sa.text("closed_at IS NULL AND subject IS NOT NULL")
_OPEN = sa.text("ended_at IS NULL")
_OPEN_UNCLEAR = sa.text("ended_at IS NULL AND scope IS NOT NULL")
_OPEN_PLAN = sa.text("ended_at IS NULL AND enrollment_id IS NOT NULL")


def upgrade() -> None:
    """Apply. The summaries of old replies ("stop, red flag A, answer 2, picture") become columns."""
    _columns_of_replies()
    _columns_of_alerts()
    op.add_column("answers", sa.Column("how", sa.String(length=8), server_default="text", nullable=False))
    op.execute("UPDATE answers SET how = 'link' WHERE reply_id IS NULL")
    _holds()


def _columns_of_replies() -> None:
    for name in _FLAGS:
        op.add_column("replies", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    for column in (
        sa.Column("red_flag", sa.String(length=1), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("plan_event", sa.String(length=20), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_2", sa.Integer(), nullable=True),
        sa.Column("pictures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("place", sa.String(length=8), server_default="inbox", nullable=False),
    ):
        op.add_column("replies", column)
    for name in ("stop", "start", "help"):
        op.execute(f"UPDATE replies SET {name} = true WHERE ', ' || reading || ',' LIKE '%, {name},%'")
    for tier in ("A", "B"):
        op.execute(f"UPDATE replies SET red_flag = '{tier}' WHERE reading LIKE '%red flag {tier}%'")
    for digit in range(10):
        op.execute(f"UPDATE replies SET answer = {digit} WHERE ', ' || reading || ',' LIKE '%, answer {digit},%'")
    op.execute("UPDATE replies SET pictures = 1 WHERE reading LIKE '%picture%'")
    op.execute("UPDATE replies SET place = 'nobody' WHERE handled_at = received_at")
    op.drop_column("replies", "reading")


def _columns_of_alerts() -> None:
    for column in (
        sa.Column("severity", sa.Integer(), server_default="4", nullable=False),
        sa.Column("known", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=True),
        sa.Column("first_acknowledged_at", UTCDateTime(), nullable=True),
    ):
        op.add_column("alerts", column)
    kind = "VARCHAR(36)" if op.get_bind().dialect.name == "sqlite" else "UUID"
    # By hand: Alembic would copy the whole table on SQLite, which the rows that refer to it forbid.
    op.execute(
        f"ALTER TABLE alerts ADD COLUMN last_reply_id {kind} CONSTRAINT fk_alerts_last_reply_id REFERENCES replies (id)"
    )
    op.execute("UPDATE alerts SET first_acknowledged_at = acknowledged_at, last_reply_id = reply_id")
    op.execute("UPDATE alerts SET last_at = opened_at")
    op.execute("UPDATE alerts SET severity = 3 WHERE kind IN ('follow_up', 'fuse', 'line_down', 'bad_address')")
    op.execute("UPDATE alerts SET severity = 3 WHERE kind IN ('silence', 'on_call', 'no_tick')")
    op.execute("UPDATE alerts SET severity = 2 WHERE kind = 'red_flag'")
    op.execute("UPDATE alerts SET severity = 1 WHERE kind = 'red_flag' AND detail LIKE 'tier A%'")
    op.execute(
        "UPDATE alerts SET known = false WHERE patient_id IS NULL AND reply_id IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM replies JOIN patients ON patients.phone_hash = replies.sender_hash "
        "AND patients.clinic_id = replies.clinic_id WHERE replies.id = alerts.reply_id)"
    )
    _one_alert_per_phone()
    op.create_index(
        "uq_alerts_open_subject",
        "alerts",
        ["clinic_id", "kind", "subject"],
        unique=True,
        postgresql_where=_OPEN_SUBJECT,
        sqlite_where=_OPEN_SUBJECT,
    )


def _one_alert_per_phone() -> None:
    """Let the first open alert of a phone and kind stand for the others: as grave as any, with the last words."""
    op.execute(
        "UPDATE alerts SET subject = (SELECT sender_hash FROM replies WHERE replies.id = alerts.reply_id) "
        "WHERE closed_at IS NULL AND kind IN ('red_flag', 'unknown_number') AND reply_id IS NOT NULL"
    )
    same = "twin.clinic_id = alerts.clinic_id AND twin.kind = alerts.kind AND twin.subject = alerts.subject"
    twins = f"FROM alerts AS twin WHERE twin.closed_at IS NULL AND {same}"
    op.execute(
        f"UPDATE alerts SET times = (SELECT count(*) {twins}), severity = (SELECT min(twin.severity) {twins}), "
        f"last_at = (SELECT max(twin.opened_at) {twins}), "
        f"last_reply_id = (SELECT twin.reply_id {twins} ORDER BY twin.id DESC LIMIT 1) "
        "WHERE closed_at IS NULL AND subject IS NOT NULL"
    )
    op.execute(
        "UPDATE alerts SET closed_at = last_at, closed_by = 'reminders', escalate_at = NULL "
        f"WHERE closed_at IS NULL AND subject IS NOT NULL AND id > (SELECT min(twin.id) {twins})"
    )
    op.execute("UPDATE alerts SET detail = 'tier A' WHERE closed_at IS NULL AND severity = 1 AND detail LIKE 'tier B%'")


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=True),
        sa.Column("address_hash", sa.String(length=80), nullable=False),
        sa.Column("enrollment_id", _ID, nullable=True),
        sa.Column("reply_id", _ID, nullable=True),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_holds_clinic_id")),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name=op.f("fk_holds_enrollment_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_holds_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    for name, columns, unique, condition in (
        ("ix_holds_address_hash", ["address_hash"], False, _OPEN),
        ("ix_holds_until", ["until"], False, _OPEN),
        ("uq_holds_unclear", ["scope", "address_hash"], True, _OPEN_UNCLEAR),
        ("uq_holds_enrollment", ["enrollment_id"], True, _OPEN_PLAN),
    ):
        op.create_index(name, "holds", columns, unique=unique, postgresql_where=condition, sqlite_where=condition)


def downgrade() -> None:
    """Take back. What the columns knew beyond the old summary is lost."""
    op.drop_table("holds")
    op.drop_column("answers", "how")
    op.drop_index("uq_alerts_open_subject", "alerts")
    names = ("first_acknowledged_at", "last_at", "last_reply_id", "times", "subject", "known", "severity")
    with op.batch_alter_table("alerts") as batch:
        if op.get_bind().dialect.name != "sqlite":
            batch.drop_constraint(op.f("fk_alerts_last_reply_id"), type_="foreignkey")
        for name in names:
            batch.drop_column(name)
    op.add_column("replies", sa.Column("reading", sa.String(length=40), server_default="free text", nullable=False))
    op.execute("UPDATE replies SET reading = 'red flag ' || red_flag WHERE red_flag IS NOT NULL")
    op.execute("UPDATE replies SET reading = 'stop' WHERE stop AND red_flag IS NULL")
    with op.batch_alter_table("replies") as batch:
        batch.alter_column("reading", server_default=None)
        for name in ("place", "pictures", "score_2", "score", "plan_event", "answer", "red_flag", *reversed(_FLAGS)):
            batch.drop_column(name)
