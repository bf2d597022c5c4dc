"""Sums for a dashboard, what they are made from, and links that tell where signers come from."""

import time
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STEPS = ("opened", "submitted", "mailed", "returned", "confirmed", "withdrawn", "removed", "restored")
PARTS = ("country", "language", "source", "wait")


# Live workers take some of these one after the other, in another order than this does.
LOCKS = (
    "LOCK TABLE petition IN SHARE ROW EXCLUSIVE MODE",
    "LOCK TABLE outbox, submission, signature, ledger_inbox, tally IN ACCESS EXCLUSIVE MODE",
)
# Shorter than the second after which PostgreSQL would end one of two who wait for each other.
PATIENCE = "500ms"
PAUSE_SECONDS = 0.5
TRIES = 240


def upgrade() -> None:
    _lock()
    # All of it can be missing: earlier versions do not write it, and may run beside this one.
    op.add_column("submission", sa.Column("ref", sa.String(length=30), nullable=True))
    op.add_column("signature", sa.Column("ref", sa.String(length=30), nullable=True))
    op.add_column("ledger_inbox", sa.Column("waited", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("to_sum", sa.Boolean(), nullable=True))
    # What was counted before is all still to be added up: the worker does it, a portion at a time.
    op.add_column("tally", sa.Column("summed", sa.Integer(), nullable=False, server_default="0"))
    _make("source", _text("code", 30), _text("name", 80), _moment("created_at"), unique=["code"])
    _make("tally_inbox", _moment("hour"), _choice("step", STEPS), sa.Column("domain", sa.LargeBinary()), _number("n"))
    # Whoever writes a petition makes SQLite look whether one waits here for it.
    op.create_index(op.f("ix_tally_inbox_petition_id"), "tally_inbox", ["petition_id"])
    _make(
        "tally_hour",
        _moment("hour"),
        sa.Column("day", sa.Date(), nullable=False),
        _choice("step", STEPS),
        _number("n"),
        unique=["hour", "step"],
    )
    _make("tally_total", _choice("part", PARTS), _text("value", 40), _number("n"), unique=["part", "value"])
    _make(
        "tally_domain",
        _text("domain_index", 64),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_on", sa.Date(), nullable=True),
        *(_number(step) for step in STEPS[:5]),
        sa.CheckConstraint("name is null or touched_on is not null", name=op.f("ck_tally_domain_named")),
        sa.CheckConstraint("(since is null) = (touched_on is not null)", name=op.f("ck_tally_domain_since")),
        unique=["domain_index"],
    )
    largest = ["petition_id", "submitted"]
    op.create_index("ix_tally_domain_largest", "tally_domain", largest, **_where("name is not null"))
    small = _where("touched_on is not null and name is null")
    op.create_index("ix_tally_domain_small", "tally_domain", ["touched_on"], **small)
    numbers = (_number("submitted"), _number("confirmed"))
    _make("tally_domain_hour", _text("domain_index", 64), _moment("hour"), *numbers, unique=["domain_index", "hour"])
    op.create_index(op.f("ix_tally_domain_hour_hour"), "tally_domain_hour", ["hour"])
    _make_shown_shares()
    # These read all the rows there are: last.
    op.create_index("ix_tally_to_sum", "tally", ["id"], **_where("n <> summed"))
    op.create_index("ix_outbox_to_sum", "outbox", ["id"], **_where("to_sum"))
    # Where signers come to be at risk, what is to be erased is found.
    op.create_index("ix_submission_ref", "submission", ["petition_id", "ref"], **_where("ref is not null"))
    op.create_index("ix_signature_ref", "signature", ["petition_id", "ref"], **_where("ref is not null"))


def _lock() -> None:
    """On PostgreSQL take everything at once or nothing, and let those at work go on between two tries."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    for left in reversed(range(TRIES)):
        try:
            with connection.begin_nested():
                for lock in LOCKS:
                    connection.exec_driver_sql(lock)
            break
        except sa.exc.OperationalError:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
    connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")


def _make_shown_shares() -> None:
    op.create_table(
        "shown_shares",
        sa.Column("petition_id", BIG, nullable=False),
        _number("counted"),
        _number("n"),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("domains", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_shown_shares_petition_id_petition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_shown_shares")),
    )
    op.create_index("ix_shown_shares_changed", "shown_shares", ["petition_id"], **_where("counted <> n"))


def downgrade() -> None:
    for table in (
        "shown_shares",
        "tally_domain_hour",
        "tally_domain",
        "tally_total",
        "tally_hour",
        "tally_inbox",
        "source",
    ):
        op.drop_table(table)
    op.drop_index("ix_tally_to_sum", table_name="tally")
    op.drop_column("tally", "summed")
    op.drop_index("ix_outbox_to_sum", table_name="outbox")
    op.drop_column("outbox", "to_sum")
    op.drop_column("ledger_inbox", "waited")
    op.drop_index("ix_signature_ref", table_name="signature")
    op.drop_index("ix_submission_ref", table_name="submission")
    op.drop_column("signature", "ref")
    op.drop_column("submission", "ref")


def _make(table: str, *columns: Any, unique: list[str] | None = None) -> None:
    keys = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
    if unique:
        named = op.f(f"uq_{table}_petition_id_{'_'.join(unique)}")
        keys.append(sa.UniqueConstraint("petition_id", *unique, name=named))  # type: ignore[arg-type]
    op.create_table(
        table,
        sa.Column("id", BIG, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f(f"fk_{table}_petition_id_petition"), ondelete="CASCADE"
        ),
        *keys,
    )


def _text(name: str, length: int) -> Any:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str) -> Any:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _choice(name: str, choices: tuple[str, ...]) -> Any:
    # Checked text.
    kind = sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=16)
    return sa.Column(name, kind, nullable=False)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
