"""What was forgotten by month, how far re-sealing has come, and keys of indexes that were destroyed."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ERASURES = (
    *("withdrawn", "removed", "erased", "name_taken_back", "restored", "rejected", "withheld", "name_hidden"),
    *("name_shown", "comment_hidden", "comment_shown", "asked", "bounced", "petition_hidden", "petition_shown"),
    *("taken_down", "no_petition_news", "no_team_news"),
)
NEW_ERASURES = (*ERASURES, "key_destroyed")


def upgrade() -> None:
    take_locks("erasure IN ACCESS EXCLUSIVE MODE")
    allow("erasure", "kind", "erasure_kind", NEW_ERASURES)
    op.create_table(
        "forgotten",
        sa.Column("id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
        sa.UniqueConstraint("month", "what", name=op.f("uq_forgotten_month_what")),
    )
    op.create_table(
        "key_rotation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("key_check", sa.String(length=64), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("older", sa.BigInteger(), nullable=False),
        sa.Column("resealed", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_rotation")),
        sa.UniqueConstraint("place", "key_check", name=op.f("uq_key_rotation_place_key_check")),
    )


def downgrade() -> None:
    take_locks("erasure, forgotten, key_rotation IN ACCESS EXCLUSIVE MODE")
    op.drop_table("key_rotation")
    op.drop_table("forgotten")
    op.execute("DELETE FROM erasure WHERE kind = 'key_destroyed'")
    allow("erasure", "kind", "erasure_kind", ERASURES)
