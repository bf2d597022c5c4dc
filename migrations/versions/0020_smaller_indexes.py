"""No index entries that nobody looks for: of signatories where a signature is meant, and of submissions by text."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IS_SIGNATORY = sa.text("signatory_id is not null")
TABLES = ("ledger_inbox", "ledger_link")


def upgrade() -> None:
    op.drop_index("ix_submission_revision_id", table_name="submission")
    for table in TABLES:
        op.drop_index(f"ix_{table}_signatory_id", table_name=table)
        op.create_index(
            f"ix_{table}_signatory_id",
            table,
            ["signatory_id"],
            sqlite_where=IS_SIGNATORY,
            postgresql_where=IS_SIGNATORY,
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_signatory_id", table_name=table)
        op.create_index(f"ix_{table}_signatory_id", table, ["signatory_id"])
    op.create_index("ix_submission_revision_id", "submission", ["revision_id"])
