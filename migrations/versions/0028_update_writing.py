"""News that is written before it is published: drafts, plans, corrections, and what was taken down."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = ("draft", "planned", "published", "taken_down")
CHECKS = {
    "update_state": sa.column("state").in_(STATES),
    "numbered": sa.text("(number is null) = (state in ('draft', 'planned'))"),
    "dated": sa.text("(number is null) = (published_at is null)"),
    "planned": sa.text("state <> 'planned' or publish_local is not null"),
}
MODERATED = ("name_hidden", "name_shown", "comment_hidden", "comment_shown")
ERASURES = ("withdrawn", "removed", "restored", "rejected", "withheld", *MODERATED, "asked", "bounced")
LOCK = "petition_update, update_text, erasure IN ACCESS EXCLUSIVE MODE"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    take_locks(LOCK)
    _put_words_aside()
    with op.batch_alter_table("petition_update") as update:
        # Earlier versions publish at once, and may run beside this one.
        update.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="published"))
        update.alter_column("number", existing_type=sa.Integer(), nullable=True)
        update.alter_column("published_at", existing_type=MOMENT, nullable=True)
        update.add_column(sa.Column("publish_local", sa.DateTime(), nullable=True))
        update.add_column(sa.Column("missed_at", MOMENT, nullable=True))
        update.add_column(sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.false()))
        update.add_column(sa.Column("written_by", sa.String(length=22), nullable=False, server_default=""))
        update.add_column(sa.Column("edited_at", MOMENT, nullable=True))
        update.add_column(sa.Column("taken_down_at", MOMENT, nullable=True))
        update.add_column(sa.Column("taken_down_reason", sa.Text(), nullable=False, server_default=""))
        for name, rule in CHECKS.items():
            update.create_check_constraint(op.f(f"ck_petition_update_{name}"), rule)
    _put_words_back()
    op.add_column("update_text", sa.Column("corrected_at", MOMENT, nullable=True))
    op.create_index("ix_petition_update_planned", "petition_update", ["publish_local"], **where("state = 'planned'"))
    allow("erasure", "kind", "erasure_kind", (*ERASURES, "taken_down"))


def downgrade() -> None:
    """What readers cannot see goes: earlier versions would show it."""
    take_locks(LOCK)
    op.execute("DELETE FROM erasure WHERE kind = 'taken_down'")
    allow("erasure", "kind", "erasure_kind", ERASURES)
    op.execute("DELETE FROM petition_update WHERE state <> 'published'")
    op.drop_index("ix_petition_update_planned", table_name="petition_update")
    op.drop_column("update_text", "corrected_at")
    _put_words_aside()
    with op.batch_alter_table("petition_update") as update:
        for name in CHECKS:
            update.drop_constraint(op.f(f"ck_petition_update_{name}"), type_="check")
        for name in ("taken_down_reason", "taken_down_at", "edited_at", "written_by", "wants_mail", "missed_at"):
            update.drop_column(name)
        for name in ("publish_local", "state"):
            update.drop_column(name)
        update.alter_column("number", existing_type=sa.Integer(), nullable=False)
        update.alter_column("published_at", existing_type=MOMENT, nullable=False)
    _put_words_back()


def _put_words_aside() -> None:
    """SQLite copies the table, and takes with the old one whatever points to its rows."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TEMPORARY TABLE words_aside AS SELECT * FROM update_text")


def _put_words_back() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO update_text SELECT * FROM words_aside")
        op.execute("DROP TABLE words_aside")
