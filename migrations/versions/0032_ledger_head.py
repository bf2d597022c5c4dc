"""When a ledger's head was last mailed to its team, whether the team wants that, and checkpoints by day."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import take_locks

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    take_locks("checkpoint, ledger_head, team IN ACCESS EXCLUSIVE MODE")
    op.add_column("ledger_head", sa.Column("mailed_size", BIG, nullable=False, server_default=sa.text("0")))
    op.add_column("ledger_head", sa.Column("mail_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("team", sa.Column("mails_heads", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index("ix_checkpoint_day", "checkpoint", ["petition_id", "created_at", "id"])


def downgrade() -> None:
    take_locks("checkpoint, ledger_head, team IN ACCESS EXCLUSIVE MODE")
    op.drop_index("ix_checkpoint_day", table_name="checkpoint")
    op.drop_column("team", "mails_heads")
    op.drop_column("ledger_head", "mail_from")
    op.drop_column("ledger_head", "mailed_size")
