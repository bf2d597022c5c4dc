"""Exports of all that is kept, lists of those who left since an export, and files that are deleted."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PURPOSES = ("officials", "news_list")


def upgrade() -> None:
    take_locks("export IN ACCESS EXCLUSIVE MODE", "consent IN SHARE MODE")
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("export") as export:
        export.add_column(sa.Column("since_id", big, nullable=True))
        export.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        export.create_foreign_key(op.f("fk_export_since_id_export"), "export", ["since_id"], ["id"], ondelete="CASCADE")
        export.create_index(op.f("ix_export_since_id"), ["since_id"])
    allow("export", "purpose", "export_purpose", (*PURPOSES, "archive"))
    op.create_index("ix_consent_withdrawn", "consent", ["withdrawn_at", "id"], **where("withdrawn_at is not null"))


def downgrade() -> None:
    take_locks("export, consent IN ACCESS EXCLUSIVE MODE")
    op.drop_index("ix_consent_withdrawn", table_name="consent")
    op.execute(sa.text("DELETE FROM export WHERE purpose = 'archive' OR since_id IS NOT NULL"))
    allow("export", "purpose", "export_purpose", PURPOSES)
    with op.batch_alter_table("export") as export:
        export.drop_index(op.f("ix_export_since_id"))
        export.drop_constraint(op.f("fk_export_since_id_export"), type_="foreignkey")
        export.drop_column("deleted_at")
        export.drop_column("since_id")
