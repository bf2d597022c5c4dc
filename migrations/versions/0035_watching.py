"""Lists in an order that tells no more than the day, and what teams were last told of doubts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.changing import take_locks, where

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ITS_SIGNATURES = """
    UPDATE comment SET confirmed_on = signature.confirmed_on, signature_public_id = signature.public_id
    FROM signature WHERE signature.id = comment.signature_id
"""


def upgrade() -> None:
    take_locks("comment IN ACCESS EXCLUSIVE MODE", "petition, signature IN SHARE ROW EXCLUSIVE MODE")
    # No table is made anew: with the old one SQLite would drop the reports that refer to its rows. So the defaults are
    # fixed; what earlier versions write meanwhile gets its place from `services/placing.py`.
    op.add_column("comment", _needed("confirmed_on", sa.Date(), "'1970-01-01'"))
    op.add_column("comment", _needed("signature_public_id", sa.String(length=22), "''"))
    op.execute(ITS_SIGNATURES)
    in_order = ["petition_id", "state", "confirmed_on", "signature_public_id"]
    op.create_index("ix_comment_by_day", "comment", in_order)
    is_named = where("public_name is not null")
    op.create_index("ix_signature_by_day", "signature", ["petition_id", "confirmed_on", "public_id"], **is_named)
    op.create_table(
        "doubts_told",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_doubts_told_petition_id_petition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_doubts_told")),
    )


def downgrade() -> None:
    take_locks("comment, doubts_told, petition, signature IN ACCESS EXCLUSIVE MODE")
    op.drop_table("doubts_told")
    op.drop_index("ix_signature_by_day", table_name="signature")
    op.drop_index("ix_comment_by_day", table_name="comment")
    op.drop_column("comment", "signature_public_id")
    op.drop_column("comment", "confirmed_on")


def _needed(name: str, kind: sa.types.TypeEngine[Any], default: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text(default))
