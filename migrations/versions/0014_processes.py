"""Which processes are at work, so that what cannot be right together is refused."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column(
            "role",
            sa.Enum("web", "worker", "site", name="process_role", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("machine", sa.String(length=64), nullable=False),
        sa.Column("pid_space", sa.String(length=64), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("public_id", name=op.f("uq_process_public_id")),
    )
    op.create_index(op.f("ix_process_seen_at"), "process", ["seen_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_process_seen_at"), table_name="process")
    op.drop_table("process")
