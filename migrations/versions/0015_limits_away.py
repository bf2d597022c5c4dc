"""Signatures are held while limits cannot be shared."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RULES = ("honeypot", "pressed_too_soon", "limits_away")
RULES_BEFORE = ("pressed_too_soon", "honeypot")


def upgrade() -> None:
    op.add_column("hold", sa.Column("sent_minute", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_hold_sent_minute",
        "hold",
        ["sent_minute", "outcome"],
        sqlite_where=sa.text("sent_minute is not null"),
        postgresql_where=sa.text("sent_minute is not null"),
    )
    _let_rules_be(RULES)


def downgrade() -> None:
    # Nothing that is held may begin to count by this; a person decides about what has no rule any more.
    op.execute(
        "UPDATE hold SET rule = 'pressed_too_soon', reason = 'sent while limits were away' WHERE rule = 'limits_away'"
    )
    _let_rules_be(RULES_BEFORE)
    op.drop_index("ix_hold_sent_minute", "hold")
    op.drop_column("hold", "sent_minute")


def _let_rules_be(rules: tuple[str, ...]) -> None:
    with op.batch_alter_table("hold") as hold:
        hold.drop_constraint(op.f("ck_hold_hold_rule"), type_="check")
        hold.create_check_constraint(op.f("ck_hold_hold_rule"), sa.column("rule").in_(rules))
