"""Decisions about many signatures at a time: chosen, looked at, confirmed, and done a portion at a time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.changing import take_locks, where

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    *("release", "remove", "restore", "hide_name", "show_name", "hide_comment", "show_comment"),
    "send_again",
)
STATES = ("choosing", "ready", "running", "done", "cancelled", "failed")
OUTCOMES = ("done", "settled", "withdrawn", "answered", "sent_today")
SIGNATURE_STATES = ("counted", "held", "withdrawn", "removed", "erased")


def upgrade() -> None:
    take_locks("petition, signature IN SHARE ROW EXCLUSIVE MODE")
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        _choice("kind", "job_kind", KINDS),
        _choice("state", "job_state", STATES),
        *_json("params"),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("undoes_id", BIG, nullable=True),
        sa.Column("cursor", sa.String(length=64), nullable=True),
        *_json("chosen", "left_out", "outcomes"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("created_at", nullable=False),
        _moment("worked_at", nullable=False),
        *(_moment(name) for name in ("started_at", "ended_at", "keep_until")),
        sa.CheckConstraint(
            "(ended_at is null) = (state in ('choosing', 'ready', 'running'))", name=op.f("ck_job_ended")
        ),
        _reference("job", "petition"),
        _reference("job", "job", "undoes_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index("ix_job_list", "job", ["petition_id", "id"])
    op.create_index("ix_job_not_over", "job", ["petition_id"], **where("ended_at is null"))
    op.create_index(op.f("ix_job_undoes_id"), "job", ["undoes_id"])
    op.create_index("ix_job_at_work", "job", ["worked_at"], **where("state in ('choosing', 'running')"))
    op.create_index("ix_job_to_forget", "job", ["keep_until"], **where("keep_until is not null"))
    _make_items()


def downgrade() -> None:
    take_locks("petition, signature, job, job_item IN ACCESS EXCLUSIVE MODE")
    op.drop_table("job_item")
    op.drop_table("job")


def _make_items() -> None:
    op.create_table(
        "job_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("signature_id", BIG, nullable=True),
        sa.Column("submission", sa.String(length=22), nullable=True),
        _choice("was", "signature_state", SIGNATURE_STATES, nullable=True),
        _choice("outcome", "job_outcome", OUTCOMES, nullable=True),
        _moment("done_at"),
        sa.CheckConstraint("(signature_id is null) <> (submission is null)", name=op.f("ck_job_item_subject")),
        sa.CheckConstraint("(was is null) = (signature_id is null)", name=op.f("ck_job_item_was")),
        _reference("job_item", "job"),
        _reference("job_item", "signature"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_item")),
        sa.UniqueConstraint("job_id", "signature_id", name=op.f("uq_job_item_job_id_signature_id")),
        sa.UniqueConstraint("job_id", "submission", name=op.f("uq_job_item_job_id_submission")),
    )
    op.create_index("ix_job_item_outcome", "job_item", ["job_id", "outcome", "id"])
    op.create_index("ix_job_item_signature", "job_item", ["signature_id"], **where("signature_id is not null"))


def _reference(table: str, target: str, column: str = "") -> Any:
    name = column or f"{target}_id"
    key = op.f(f"fk_{table}_{name}_{target}")
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=key, ondelete="CASCADE")


def _choice(name: str, kind: str, choices: tuple[str, ...], *, nullable: bool = False) -> Any:
    # Checked text.
    checked = sa.Enum(*choices, name=kind, native_enum=False, create_constraint=True, length=16)
    return sa.Column(name, checked, nullable=nullable)


def _json(*names: str) -> list[Any]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = True) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
