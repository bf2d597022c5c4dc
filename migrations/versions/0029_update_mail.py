"""Updates by mail: whom each goes to and how far it is, mails that go behind others, and who wants no more news."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MAILS = (
    *(
        "signing",
        "reminder",
        "sent_again",
        "signatory",
        "signatory_due",
        "signatory_news",
        "invitation",
        "reset",
        "new_address",
    ),
    *("new_device", "factor_added", "factor_removed", "codes_renewed", "code_used", "login_changed", "address_changed"),
    "not_opened",
)
MODERATED = ("name_hidden", "name_shown", "comment_hidden", "comment_shown")
ERASURES = ("withdrawn", "removed", "restored", "rejected", "withheld", *MODERATED, "asked", "bounced", "taken_down")
STATES = ("going", "chosen", "stopped", "ended")


def upgrade() -> None:
    take_locks(
        "petition, petition_update, signature IN SHARE ROW EXCLUSIVE MODE", "outbox, erasure IN ACCESS EXCLUSIVE MODE"
    )
    # Earlier versions write neither, and may run beside this one.
    op.add_column("outbox", sa.Column("goes_last", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_outbox_due", table_name="outbox")
    allow("outbox", "kind", "mail_kind", (*MAILS, "update"))
    op.create_index("ix_outbox_due", "outbox", ["goes_last", "not_before", "id"], **where("state = 'queued'"))
    untried = where("state = 'queued' and goes_last and attempts = 0")
    op.create_index("ix_outbox_untried", "outbox", ["not_before"], **untried)
    allow("erasure", "kind", "erasure_kind", (*ERASURES, "no_petition_news", "no_team_news"))
    _make_mailings()
    op.create_table(
        "update_mail",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("update_id", BIG, nullable=False),
        sa.Column("signature_id", BIG, nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        _reference("update_mail", "update_id", "petition_update"),
        _reference("update_mail", "signature_id", "signature"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_mail")),
        sa.UniqueConstraint("public_id", name=op.f("uq_update_mail_public_id")),
        sa.UniqueConstraint("signature_id", "update_id", name=op.f("uq_update_mail_signature_id_update_id")),
        sa.UniqueConstraint("update_id", "address_index", name=op.f("uq_update_mail_update_id_address_index")),
    )


def downgrade() -> None:
    """Whoever was to get an update and did not yet gets none: earlier versions could not write it."""
    take_locks(
        "petition, petition_update, signature, update_mailing, update_mail, outbox, erasure IN ACCESS EXCLUSIVE MODE"
    )
    op.drop_table("update_mail")
    op.drop_table("update_mailing")
    op.execute(sa.text("DELETE FROM erasure WHERE kind in ('no_petition_news', 'no_team_news')"))
    allow("erasure", "kind", "erasure_kind", ERASURES)
    op.drop_index("ix_outbox_untried", table_name="outbox")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.execute(sa.text("DELETE FROM outbox WHERE kind = 'update'"))
    allow("outbox", "kind", "mail_kind", MAILS)
    op.drop_column("outbox", "goes_last")
    op.create_index("ix_outbox_due", "outbox", ["not_before", "id"], **where("state = 'queued'"))


def _make_mailings() -> None:
    op.create_table(
        "update_mailing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("update_id", BIG, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="mailing_state", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        *(sa.Column(name, BIG, nullable=False) for name in ("up_to", "counted_to", "chosen_to")),
        *(_column(name, sa.Integer()) for name in ("expected", "chosen", "sent", "failed", "dropped")),
        *(_column(name, sa.DateTime(timezone=True)) for name in ("begun_at", "due_at", "moved_at")),
        _reference("update_mailing", "update_id", "petition_update"),
        _reference("update_mailing", "petition_id", "petition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_mailing")),
        sa.UniqueConstraint("update_id", name=op.f("uq_update_mailing_update_id")),
    )
    op.create_index("ix_update_mailing_petition", "update_mailing", ["petition_id", "begun_at"])
    op.create_index("ix_update_mailing_going", "update_mailing", ["due_at", "id"], **where("state = 'going'"))
    op.create_index("ix_update_mailing_kept", "update_mailing", ["moved_at"], **where("state <> 'ended'"))


def _column(name: str, kind: Any) -> Any:
    return sa.Column(name, kind, nullable=False)


def _reference(table: str, column: str, target: str) -> Any:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")
