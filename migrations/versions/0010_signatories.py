"""The lines under a letter, in the ledger and in the count."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MAILS = ("signing", "reminder")


def upgrade() -> None:
    op.create_table(
        "signatory",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("petition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "queued",
                "asked",
                "approved",
                "declined",
                "withdrawn",
                "removed",
                name="signatory_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "verification",
            sa.Enum(
                "team", "mail", "own_domain", name="verification", native_enum=False, create_constraint=True, length=16
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("persons", sa.JSON(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("represents", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "is_listed or (cast(organisations as text) = '{}' and cast(persons as text) = '{}')",
            name=op.f("ck_signatory_withheld"),
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_signatory_petition_id_petition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_signatory_revision_id_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("public_id", name=op.f("uq_signatory_public_id")),
    )
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatory_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_signatory_list", ["petition_id", "state", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_signatory_revision_id"), ["revision_id"], unique=False)
    op.create_table(
        "signatory_logo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signatory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_signatory_logo_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory_logo")),
        sa.UniqueConstraint("signatory_id", name=op.f("uq_signatory_logo_signatory_id")),
    )
    for table in ("ledger_head", "checkpoint"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN organisations TO signatories")
    with op.batch_alter_table("ledger_inbox") as inbox:
        inbox.add_column(sa.Column("signatory_id", KEY, nullable=True))
        inbox.create_index(op.f("ix_ledger_inbox_signatory_id"), ["signatory_id"])
        inbox.create_foreign_key(
            op.f("fk_ledger_inbox_signatory_id_signatory"), "signatory", ["signatory_id"], ["id"], ondelete="RESTRICT"
        )
    with op.batch_alter_table("ledger_link") as link:
        link.add_column(sa.Column("signatory_id", KEY, nullable=True))
        link.alter_column("signature_id", existing_type=KEY, nullable=True)
        link.create_index(op.f("ix_ledger_link_signatory_id"), ["signatory_id"])
        link.create_foreign_key(
            op.f("fk_ledger_link_signatory_id_signatory"), "signatory", ["signatory_id"], ["id"], ondelete="CASCADE"
        )
        link.create_check_constraint(
            op.f("ck_ledger_link_one_subject"), "(signature_id is null) <> (signatory_id is null)"
        )
    _let_mails_be((*MAILS, "signatory", "signatory_due", "signatory_news"))


def downgrade() -> None:
    _let_mails_be(MAILS)
    with op.batch_alter_table("ledger_link") as link:
        link.drop_constraint(op.f("ck_ledger_link_one_subject"), type_="check")
        link.drop_constraint(op.f("fk_ledger_link_signatory_id_signatory"), type_="foreignkey")
        link.drop_index(op.f("ix_ledger_link_signatory_id"))
        link.alter_column("signature_id", existing_type=KEY, nullable=False)
        link.drop_column("signatory_id")
    with op.batch_alter_table("ledger_inbox") as inbox:
        inbox.drop_constraint(op.f("fk_ledger_inbox_signatory_id_signatory"), type_="foreignkey")
        inbox.drop_index(op.f("ix_ledger_inbox_signatory_id"))
        inbox.drop_column("signatory_id")
    for table in ("ledger_head", "checkpoint"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN signatories TO organisations")
    op.drop_table("signatory_logo")
    op.drop_table("signatory")


def _let_mails_be(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_mail_kind"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_mail_kind"), sa.column("kind").in_(kinds))
