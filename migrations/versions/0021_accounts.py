"""Second factors, invitations, what one knows a signed-in browser by, and what a team's petitions begin with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MAILS = ("signing", "reminder", "signatory", "signatory_due", "signatory_news")
ACCOUNT_MAILS = (
    *("invitation", "reset", "new_address"),
    *("new_device", "factor_added", "factor_removed", "codes_renewed", "code_used", "login_changed", "address_changed"),
)
WITHOUT_TEAM = sa.text("team_id is null")


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _let_passwords_be_missing()
    _add_factors()
    _add_invitations()
    op.drop_index("ix_audit_team_id", table_name="audit")
    op.create_index("ix_audit_team_id_id", "audit", ["team_id", "id"])
    _let_mails_be((*MAILS, *ACCOUNT_MAILS))


def downgrade() -> None:
    outbox = sa.table("outbox", sa.column("kind"))
    op.execute(sa.delete(outbox).where(outbox.c.kind.not_in(MAILS)))
    _let_mails_be(MAILS)
    op.drop_index("ix_audit_team_id_id", table_name="audit")
    op.create_index("ix_audit_team_id", "audit", ["team_id"])
    for table in ("invitation", "spent_challenge", "recovery_code", "factor"):
        op.drop_table(table)
    _let_no_password_be_missing()
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _added() -> dict[str, list[sa.Column]]:
    """New columns, by table. What earlier versions do not write has a default, so that they may run beside this one."""
    by_language = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    return {
        "organiser": [
            sa.Column("language", sa.String(length=5), nullable=False, server_default=sa.text("'en'")),
            sa.Column("generation", sa.Integer(), nullable=False, server_default=sa.text("0")),
        ],
        "login_session": [
            sa.Column("device", sa.String(length=80), nullable=False, server_default=sa.text("''")),
            sa.Column("has_second_factor", sa.Boolean(), nullable=False, server_default=sa.text("false")),
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        ],
        "petition": [sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True)],
        "team": [
            sa.Column("zone", sa.String(length=64), nullable=False, server_default=sa.text("'UTC'")),
            sa.Column("retention_days", sa.Integer(), nullable=False, server_default=sa.text("365")),
            sa.Column("press_name", sa.String(length=200), nullable=False, server_default=sa.text("''")),
            sa.Column("press_phone", sa.String(length=60), nullable=False, server_default=sa.text("''")),
            sa.Column("press_mail", sa.String(length=254), nullable=False, server_default=sa.text("''")),
            sa.Column("news_consent", by_language, nullable=False, server_default=sa.text("'{}'")),
        ],
    }


def _let_passwords_be_missing() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("organiser", "password_hash", existing_type=sa.String(length=200), nullable=True)
        return
    # Alembic would copy the table, and SQLite would take with the old one whatever points to its rows.
    op.execute("ALTER TABLE organiser RENAME COLUMN password_hash TO former_hash")
    op.execute("ALTER TABLE organiser ADD COLUMN password_hash VARCHAR(200)")
    op.execute("UPDATE organiser SET password_hash = former_hash")
    op.execute("ALTER TABLE organiser DROP COLUMN former_hash")


def _let_no_password_be_missing() -> None:
    """No password has the hash that is put in: whoever has none gets in by setting one."""
    op.execute("UPDATE organiser SET password_hash = '' WHERE password_hash IS NULL")
    # SQLite adds no such column without a default: there the table is copied, and what points to the old one goes with
    # it. Who is in which team is put aside meanwhile, who is signed in is not.
    is_copied = op.get_bind().dialect.name == "sqlite"
    if is_copied:
        op.execute("CREATE TEMPORARY TABLE member_aside AS SELECT * FROM team_member")
    with op.batch_alter_table("organiser") as organiser:
        organiser.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
    if is_copied:
        op.execute("INSERT INTO team_member SELECT * FROM member_aside")
        op.execute("DROP TABLE member_aside")


def _add_factors() -> None:
    op.create_table(
        "factor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("organiser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("passkey", "codes", name="factor_kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("uses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'passkey') = (credential_id IS NOT NULL)", name=op.f("ck_factor_passkey_has_credential")
        ),
        sa.CheckConstraint("(kind = 'passkey') = (public_key IS NOT NULL)", name=op.f("ck_factor_passkey_has_key")),
        sa.CheckConstraint("(kind = 'codes') = (secret IS NOT NULL)", name=op.f("ck_factor_codes_have_secret")),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organiser.id"], name=op.f("fk_factor_organiser_id_organiser"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_factor_credential_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_factor_public_id")),
    )
    op.create_index(op.f("ix_factor_organiser_id"), "factor", ["organiser_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organiser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organiser.id"], name=op.f("fk_recovery_code_organiser_id_organiser"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("organiser_id", "code_hash", name=op.f("uq_recovery_code_organiser_id_code_hash")),
    )
    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenge")),
    )
    op.create_index(op.f("ix_spent_challenge_expires_at"), "spent_challenge", ["expires_at"])


def _add_invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("login_index", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "editor",
                "moderator",
                "viewer",
                name="team_role",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("invited_by", sa.String(length=22), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(team_id IS NULL) = (role IS NULL)", name=op.f("ck_invitation_role_in_team")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invitation_team_id_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint("team_id", "login_index", name=op.f("uq_invitation_team_id_login_index")),
    )
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"])
    op.create_index(
        "ix_invitation_account",
        "invitation",
        ["login_index"],
        unique=True,
        sqlite_where=WITHOUT_TEAM,
        postgresql_where=WITHOUT_TEAM,
    )


def _let_mails_be(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_mail_kind"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_mail_kind"), sa.column("kind").in_(kinds))
