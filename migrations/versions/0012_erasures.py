"""A journal of what was taken back, for backups older than that."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("withdrawn", "removed", "rejected", "withheld", "asked", "bounced")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="erasure_kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("subject", "kind", name=op.f("uq_erasure_subject_kind")),
    )
    op.create_index(op.f("ix_erasure_created_at"), "erasure", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_erasure_created_at"), table_name="erasure")
    op.drop_table("erasure")
