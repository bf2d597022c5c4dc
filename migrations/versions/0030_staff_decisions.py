"""What staff decide: reviews, petitions taken from view, blocks, large corrections, and the mails about them."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MOMENTS = ("hidden_at", "sent_for_review_at", "approved_at")
TO_SIGNERS = ("signing", "reminder", "sent_again", "signatory", "signatory_due", "signatory_news")
TO_ORGANISERS = (
    *("invitation", "reset", "new_address", "new_device", "factor_added", "factor_removed", "codes_renewed"),
    *("code_used", "login_changed", "address_changed"),
)
OF_STAFF = (
    *("review_returned", "review_approved", "petition_hidden", "petition_shown", "text_decided"),
    *("team_suspended", "team_restored", "staff_asked"),
)
ABOUT_ACCOUNTS = ("factors_reset", "suspended", "unsuspended", "signed_out", "staff_made", "staff_ended")
MAILS = (*TO_SIGNERS, *TO_ORGANISERS, "not_opened", "update")
NEW_MAILS = (*TO_SIGNERS, *TO_ORGANISERS, *ABOUT_ACCOUNTS, "not_opened", *OF_STAFF, "update")
TAKEN_BACK = (
    *("withdrawn", "removed", "restored", "rejected", "withheld", "name_hidden", "name_shown", "comment_hidden"),
    *("comment_shown", "asked", "bounced"),
)
NEWS = ("taken_down", "no_petition_news", "no_team_news")
ERASURES = (*TAKEN_BACK, *NEWS)
NEW_ERASURES = (*TAKEN_BACK, "petition_hidden", "petition_shown", *NEWS)
RULES = ("honeypot", "pressed_too_soon", "limits_away")
NEW_RULES = ("honeypot", "blocked", "pressed_too_soon", "under_attack", "limits_away")
STATES = ("draft", "in_review", "circulating", "open", "closed", "delivered", "answered", "hidden")


def upgrade() -> None:
    take_locks(
        "revision, audit IN SHARE ROW EXCLUSIVE MODE",
        "petition, hold, report, outbox, erasure IN ACCESS EXCLUSIVE MODE",
    )
    _note_what_they_were()
    for name in MOMENTS:
        op.add_column("petition", sa.Column(name, MOMENT))
    words = sa.Column("review_words", sa.Text(), nullable=False, server_default=sa.text("''"))
    op.add_column("petition", words)
    allow("outbox", "kind", "mail_kind", NEW_MAILS)
    allow("erasure", "kind", "erasure_kind", NEW_ERASURES)
    allow("hold", "rule", "hold_rule", NEW_RULES)
    reported = where("subject = 'petition' and outcome is null")
    op.create_index("ix_report_of_petition", "report", ["petition_id", "id"], **reported)
    op.create_index("ix_audit_actor_id", "audit", ["actor", "id"])
    op.create_index("ix_audit_created_at", "audit", ["created_at"])
    _make_block()
    _make_correction()


def downgrade() -> None:
    """Whatever waits for staff does not wait any more, and what they doubted beforehand is reviewed by the team."""
    take_locks(
        "revision, petition, hold, report, outbox, erasure, audit, block, correction IN ACCESS EXCLUSIVE MODE",
    )
    op.drop_table("correction")
    op.drop_table("block")
    for name in ("ix_audit_created_at", "ix_audit_actor_id"):
        op.drop_index(name, table_name="audit")
    op.drop_index("ix_report_of_petition", table_name="report")
    op.execute("UPDATE hold SET rule = 'honeypot' WHERE rule in ('blocked', 'under_attack')")
    allow("hold", "rule", "hold_rule", RULES)
    op.execute("DELETE FROM erasure WHERE kind in ('petition_hidden', 'petition_shown')")
    allow("erasure", "kind", "erasure_kind", ERASURES)
    op.execute(
        sa.text("DELETE FROM outbox WHERE kind in :new").bindparams(
            sa.bindparam("new", (*ABOUT_ACCOUNTS, *OF_STAFF), expanding=True)
        )
    )
    allow("outbox", "kind", "mail_kind", MAILS)
    for name in ("review_words", *MOMENTS):
        op.drop_column("petition", name)
    # Earlier versions show nothing of a petition in review, and know no way back from there.
    op.execute("UPDATE petition SET state = state_before WHERE state = 'in_review'")
    op.drop_column("petition", "state_before")


def _note_what_they_were() -> None:
    """In plain SQL, because it is checked: Alembic would copy the table, and SQLite would take what points to its rows.

    No version before hid a petition or had one reviewed, but somebody at a console may have.
    """
    connection = op.get_bind()
    petition = sa.table("petition", *map(sa.column, ("id", "state", "state_before", "opened_at", "closed_at")))
    is_aside = petition.c.state.in_(("in_review", "hidden"))
    found = connection.execute(sa.select(petition.c.id, petition.c.state).where(is_aside)).all()
    connection.execute(petition.update().where(is_aside).values(state="draft"))
    op.execute(
        "ALTER TABLE petition ADD COLUMN state_before VARCHAR(16) "
        f"CONSTRAINT ck_petition_state_before CHECK (state_before IN {STATES}) "
        "CONSTRAINT ck_petition_stands_aside "
        "CHECK ((state in ('in_review', 'hidden')) = (state_before is not null))"
    )
    was = sa.case(
        (petition.c.closed_at.is_not(None), "closed"), (petition.c.opened_at.is_not(None), "open"), else_="draft"
    )
    for row in found:
        its_own = petition.update().where(petition.c.id == row.id)
        connection.execute(its_own.values(state=row.state, state_before=was))


def _make_block() -> None:
    op.create_table(
        "block",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        _choice("kind", "block_kind", ("network", "domain", "mailbox"), is_needed=True),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blocked_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("public_id", name=op.f("uq_block_public_id")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_block_kind_value")),
    )
    op.create_index(op.f("ix_block_expires_at"), "block", ["expires_at"])


def _make_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("permille", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _choice("outcome", "correction_outcome", ("allowed", "refused", "taken_back"), is_needed=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("(outcome is null) = (decided_at is null)", name=op.f("ck_correction_decided")),
        *(_reference(f"{name}_id", name) for name in ("petition", "revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_public_id")),
    )
    for name in ("petition_id", "revision_id"):
        op.create_index(op.f(f"ix_correction_{name}"), "correction", [name])
    waiting = where("outcome is null")
    op.create_index("uq_correction_waiting", "correction", ["petition_id", "language"], unique=True, **waiting)


def _choice(column: str, name: str, values: tuple[str, ...], *, is_needed: bool) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)
    return sa.Column(column, kind, nullable=not is_needed)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_correction_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")
