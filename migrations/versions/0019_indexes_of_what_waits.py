"""Indexes of what waits (for its turn, a reminder, a judgement, its day), so that nobody reads all that did before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NOT_REMINDED = sa.text("reminded_at is null")
WITHDRAWN = sa.text("state = 'withdrawn'")
NOT_SETTLED = sa.text("sent_minute is not null and outcome is null")


def upgrade() -> None:
    op.create_index(
        "ix_submission_not_reminded",
        "submission",
        ["created_at"],
        sqlite_where=NOT_REMINDED,
        postgresql_where=NOT_REMINDED,
    )
    op.create_index(
        "ix_signature_withdrawn",
        "signature",
        ["petition_id", "address_index"],
        sqlite_where=WITHDRAWN,
        postgresql_where=WITHDRAWN,
    )
    op.drop_index("ix_ledger_inbox_petition_id", table_name="ledger_inbox")
    op.create_index("ix_ledger_inbox_turn", "ledger_inbox", ["petition_id", "id"])
    op.create_index(
        "ix_hold_not_settled", "hold", ["sent_minute"], sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED
    )


def downgrade() -> None:
    op.drop_index("ix_hold_not_settled", table_name="hold")
    op.drop_index("ix_ledger_inbox_turn", table_name="ledger_inbox")
    op.create_index("ix_ledger_inbox_petition_id", "ledger_inbox", ["petition_id"])
    op.drop_index("ix_signature_withdrawn", table_name="signature")
    op.drop_index("ix_submission_not_reminded", table_name="submission")
