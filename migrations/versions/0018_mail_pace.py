"""How fast mails go to each domain, and to all of them together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_pace",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tail_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rests", sa.Integer(), nullable=False),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pace")),
        sa.UniqueConstraint("lane", name=op.f("uq_mail_pace_lane")),
    )
    op.create_index(op.f("ix_mail_pace_free_at"), "mail_pace", ["free_at"])


def downgrade() -> None:
    op.drop_table("mail_pace")
