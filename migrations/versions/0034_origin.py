"""Where signatures came from, the daily keys by which networks are hashed, and more reasons to hold."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BEFORE = (
    *("signing", "reminder", "sent_again", "links", "link_renewed", "signatory", "signatory_due", "signatory_news"),
    *("invitation", "reset", "new_address", "new_device", "factor_added", "factor_removed", "codes_renewed"),
    *("code_used", "login_changed", "address_changed", "factors_reset", "suspended", "unsuspended", "signed_out"),
    *("staff_made", "staff_ended", "not_opened", "ledger_head"),
)
AFTER = (
    *("review_returned", "review_approved", "petition_hidden", "petition_shown", "text_decided"),
    *("team_suspended", "team_restored", "staff_asked", "update"),
)
MAILS, NEW_MAILS = (*BEFORE, *AFTER), (*BEFORE, "doubts", *AFTER)
FIRST_RULES = ("honeypot", "blocked", "pressed_too_soon", "flood", "unsolved")
OF_FRAUD = ("aliases", "domain_burst", "one_confirmer")
LAST_RULES = ("under_attack", "limits_away")
INDEXES = (
    ("network", ("neighbourhood", "address")),
    ("confirmed", ("confirmed_neighbourhood", "confirmed_address")),
    ("mailbox", ("domain", "mailbox")),
    ("sent", ("sent_at", "country")),
)


def upgrade() -> None:
    take_locks("submission, hold, outbox IN ACCESS EXCLUSIVE MODE", "petition, signature IN SHARE ROW EXCLUSIVE MODE")
    allow("outbox", "kind", "mail_kind", NEW_MAILS)
    allow("hold", "rule", "hold_rule", (*FIRST_RULES, *OF_FRAUD, *LAST_RULES))
    op.add_column("submission", sa.Column("networks", sa.JSON(), nullable=True))
    op.create_table(
        "daily_key",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_key")),
    )
    op.create_table(
        "origin",
        sa.Column("id", BIG, nullable=False),
        sa.Column("signature_id", BIG, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("address", sa.String(length=32), nullable=True),
        sa.Column("neighbourhood", sa.String(length=32), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("confirmed_address", sa.String(length=32), nullable=True),
        sa.Column("confirmed_neighbourhood", sa.String(length=32), nullable=True),
        sa.Column("domain", sa.String(length=64), nullable=True),
        sa.Column("mailbox", sa.String(length=64), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_origin_petition_id_petition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_origin_signature_id_signature"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_origin_signature_id")),
    )
    for name, columns in INDEXES:
        op.create_index(f"ix_origin_{name}", "origin", ["petition_id", *columns])
    op.create_index(op.f("ix_origin_day"), "origin", ["day"])


def downgrade() -> None:
    """What was held for signs of fraud is still reviewed by the team."""
    take_locks("submission, hold, outbox, origin, daily_key, petition, signature IN ACCESS EXCLUSIVE MODE")
    op.drop_table("origin")
    op.drop_table("daily_key")
    with op.batch_alter_table("submission") as altered:
        altered.drop_column("networks")
    old = sa.bindparam("old", OF_FRAUD, expanding=True)
    op.execute(sa.text("UPDATE hold SET rule = 'honeypot' WHERE rule in :old").bindparams(old))
    allow("hold", "rule", "hold_rule", (*FIRST_RULES, *LAST_RULES))
    # Nor would an earlier version know them where a form waits with them.
    waiting = sa.table("submission", sa.column("risk", sa.JSON))
    doubted = sa.or_(*(sa.cast(waiting.c.risk, sa.String).like(f'%"{rule}"%') for rule in OF_FRAUD))
    op.execute(waiting.update().where(doubted).values(risk=["honeypot"]))
    op.execute("DELETE FROM outbox WHERE kind = 'doubts'")
    allow("outbox", "kind", "mail_kind", MAILS)
