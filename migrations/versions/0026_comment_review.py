"""Comments that wait until somebody has read them, why one was hidden, and what readers report."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REASONS = ("insult", "at_risk", "advertising", "false_claim", "other")
STATES = ("shown", "hidden")
# 22 characters that nobody guesses, as each database makes them.
RANDOM = {
    "sqlite": "lower(hex(randomblob(11)))",
    "postgresql": "left(replace(cast(gen_random_uuid() as text), '-', ''), 22)",
}
PORTION = 10_000


def upgrade() -> None:
    take_locks("petition, comment IN ACCESS EXCLUSIVE MODE")
    # In plain SQL, because it is checked: Alembic would copy the table, and SQLite would take what points to its rows.
    op.execute(
        "ALTER TABLE petition ADD COLUMN comments VARCHAR(16) NOT NULL DEFAULT 'at_once' "
        "CONSTRAINT ck_petition_commenting CHECK (comments IN ('at_once', 'after_review'))"
    )
    # Nothing points to comments yet. Earlier versions, which may run beside this one, write none of these columns.
    with op.batch_alter_table("comment") as comment:
        comment.add_column(sa.Column("public_id", sa.String(length=22), nullable=True))
        comment.add_column(sa.Column("hidden_because", sa.String(length=16), nullable=True))
        comment.add_column(sa.Column("reports", sa.Integer(), nullable=False, server_default="0"))
        comment.add_column(sa.Column("is_reviewed", sa.Boolean(), nullable=False, server_default=sa.false()))
        comment.create_unique_constraint(op.f("uq_comment_public_id"), ["public_id"])
        is_a_reason = sa.column("hidden_because").in_(REASONS)
        comment.create_check_constraint(op.f("ck_comment_report_reason"), is_a_reason)
    allow("comment", "state", "comment_state", ("waiting", *STATES))
    _name_those_that_are_there()
    op.create_index("ix_comment_reported", "comment", ["petition_id", "reports", "id"], **where("reports > 0"))
    _make_report()


def downgrade() -> None:
    take_locks("petition, comment, report IN ACCESS EXCLUSIVE MODE")
    op.drop_table("report")
    op.drop_index("ix_comment_reported", table_name="comment")
    # Nobody has read them: they are not shown.
    op.execute("UPDATE comment SET state = 'hidden' WHERE state = 'waiting'")
    allow("comment", "state", "comment_state", STATES)
    with op.batch_alter_table("comment") as comment:
        comment.drop_constraint(op.f("ck_comment_report_reason"), type_="check")
        comment.drop_constraint(op.f("uq_comment_public_id"), type_="unique")
        for column in ("is_reviewed", "reports", "hidden_because", "public_id"):
            comment.drop_column(column)
    op.drop_column("petition", "comments")


def _name_those_that_are_there() -> None:
    """Give each a public id, so many at a time: none of it is ever held in memory."""
    connection = op.get_bind()
    newest = connection.scalar(sa.text("SELECT max(id) FROM comment")) or 0
    made = sa.literal_column(RANDOM[connection.dialect.name])
    comment = sa.table("comment", sa.column("id"), sa.column("public_id"))
    for last in range(0, newest, PORTION):
        portion = comment.c.id.between(last + 1, last + PORTION)
        connection.execute(comment.update().where(portion).values(public_id=made))


def _make_report() -> None:
    op.create_table(
        "report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        _choice("subject", "report_subject", ("petition", "comment"), is_needed=True),
        sa.Column("comment_id", BIG, nullable=True),
        _choice("reason", "report_reason", REASONS, is_needed=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        _choice("outcome", "report_outcome", ("kept", "hidden"), is_needed=False),
        sa.CheckConstraint("(subject = 'comment') = (comment_id is not null)", name=op.f("ck_report_about")),
        sa.CheckConstraint("(settled_at is null) = (outcome is null)", name=op.f("ck_report_settled")),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_report_{table}_id_{table}"), ondelete="CASCADE"
            )
            for table in ("petition", "comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_index(op.f("ix_report_petition_id"), "report", ["petition_id"])
    op.create_index("ix_report_comment", "report", ["comment_id", "outcome"])
    op.create_index(
        "ix_report_words", "report", ["settled_at"], **where("words is not null and settled_at is not null")
    )


def _choice(column: str, name: str, choices: tuple[str, ...], *, is_needed: bool) -> sa.Column[str]:
    # Checked text.
    kind = sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=16)
    return sa.Column(column, kind, nullable=not is_needed)
