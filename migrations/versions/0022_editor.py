"""What writing a petition in the browser needs: changes, a translation's source, a picture, plans that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MAILS = (
    *("signing", "reminder", "signatory", "signatory_due", "signatory_news", "invitation", "reset", "new_address"),
    *("new_device", "factor_added", "factor_removed", "codes_renewed", "code_used", "login_changed", "address_changed"),
)
# They count as made of the words that stand beside them now: a later change of those makes them older.
TRANSLATIONS_THAT_ARE_THERE = """
update revision set source_sha256 = (
    select own.sha256 from revision as own join petition on petition.id = own.petition_id
    where own.petition_id = revision.petition_id and own.language = petition.language
    order by own.number desc limit 1
)
where language <> (select petition.language from petition where petition.id = revision.petition_id)
"""


def upgrade() -> None:
    is_revision = sa.text("kind = 'revision'")
    op.create_index(
        "ix_ledger_inbox_revision",
        "ledger_inbox",
        ["petition_id", "id"],
        sqlite_where=is_revision,
        postgresql_where=is_revision,
    )
    op.add_column("petition", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("petition", sa.Column("missed_opening_at", sa.DateTime(timezone=True), nullable=True))
    # Earlier versions write neither this nor the one of addressees, and may run beside this one.
    previews = sa.Column("preview_generation", sa.Integer(), nullable=False, server_default="0")
    op.add_column("petition", previews)
    op.add_column("revision", sa.Column("source_sha256", sa.String(length=64), nullable=True))
    op.execute(TRANSLATIONS_THAT_ARE_THERE)
    figures_only = sa.Column("gets_figures_only", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("addressee", figures_only)
    op.add_column("addressee", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "petition_picture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("petition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petition.id"],
            name=op.f("fk_petition_picture_petition_id_petition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_picture")),
        sa.UniqueConstraint("petition_id", name=op.f("uq_petition_picture_petition_id")),
    )
    _let_mails_be((*MAILS, "not_opened"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM outbox WHERE kind = 'not_opened'"))
    _let_mails_be(MAILS)
    op.drop_table("petition_picture")
    op.drop_column("addressee", "added_at")
    op.drop_column("addressee", "gets_figures_only")
    op.drop_column("revision", "source_sha256")
    op.drop_column("petition", "preview_generation")
    op.drop_column("petition", "missed_opening_at")
    op.drop_column("petition", "edited_at")
    op.drop_index("ix_ledger_inbox_revision", table_name="ledger_inbox")


def _let_mails_be(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_mail_kind"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_mail_kind"), sa.column("kind").in_(kinds))
