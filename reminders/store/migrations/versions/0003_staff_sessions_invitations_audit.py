"""Staff, sessions, invitations, audit.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("patient_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("enrollment_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_clinic_id_at", "audit", ["clinic_id", "at"], unique=False)
    op.create_index("ix_audit_patient_id", "audit", ["patient_id"], unique=False)

    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_hash", sa.String(length=80), nullable=False),
        sa.Column("address_hash", sa.String(length=80), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_account_hash_at", "sign_in_attempts", ["account_hash", "at"], unique=False)
    op.create_index("ix_sign_in_attempts_address_hash_at", "sign_in_attempts", ["address_hash", "at"], unique=False)

    op.create_table(
        "staff_members",
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_hash", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=160), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_staff_members_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_staff_members_email_hash")),
    )
    op.create_index(op.f("ix_staff_members_clinic_id"), "staff_members", ["clinic_id"], unique=False)

    op.create_table(
        "staff_invitations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_staff_invitations_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_invitations")),
    )
    op.create_index(op.f("ix_staff_invitations_staff_id"), "staff_invitations", ["staff_id"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_staff_sessions_staff_id"), table_name="staff_sessions")

    op.drop_table("staff_sessions")
    op.drop_index(op.f("ix_staff_invitations_staff_id"), table_name="staff_invitations")

    op.drop_table("staff_invitations")
    op.drop_index(op.f("ix_staff_members_clinic_id"), table_name="staff_members")

    op.drop_table("staff_members")
    op.drop_index("ix_sign_in_attempts_address_hash_at", table_name="sign_in_attempts")
    op.drop_index("ix_sign_in_attempts_account_hash_at", table_name="sign_in_attempts")

    op.drop_table("sign_in_attempts")
    op.drop_index("ix_audit_patient_id", table_name="audit")
    op.drop_index("ix_audit_clinic_id_at", table_name="audit")

    op.drop_table("audit")
