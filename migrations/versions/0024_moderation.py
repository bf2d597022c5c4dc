"""What moderators need: lists by what they look for, names taken from view, who left when, mails at a team's wish."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks, where

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MAILS = (
    *("signing", "reminder", "signatory", "signatory_due", "signatory_news", "invitation", "reset", "new_address"),
    *("new_device", "factor_added", "factor_removed", "codes_renewed", "code_used", "login_changed", "address_changed"),
    "not_opened",
)
ERASURES = ("withdrawn", "removed", "rejected", "withheld", "asked", "bounced")
MODERATED = ("name_hidden", "name_shown", "comment_hidden", "comment_shown")
MORE_ERASURES = ("withdrawn", "removed", "restored", "rejected", "withheld", *MODERATED, "asked", "bounced")
# As far as it is still known.
WHO_LEFT_BEFORE = """
update signature set left_at = (
    select max(erasure.created_at) from erasure
    where erasure.subject = signature.public_id and erasure.kind in ('withdrawn', 'removed')
)
where state in ('withdrawn', 'removed')
"""
LOCK = "outbox, signature, erasure, audit IN ACCESS EXCLUSIVE MODE"


def upgrade() -> None:
    take_locks(LOCK)
    # Earlier versions write neither, and may run beside this one.
    op.add_column("signature", sa.Column("name_hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("signature", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(WHO_LEFT_BEFORE)
    allow("outbox", "kind", "mail_kind", (*MAILS[:2], "sent_again", *MAILS[2:]))
    allow("erasure", "kind", "erasure_kind", MORE_ERASURES)
    # These read all the rows there are: last.
    op.drop_index("ix_signature_ref", table_name="signature")
    op.create_index("ix_signature_ref", "signature", ["petition_id", "ref", "state", "id"], **where("ref is not null"))
    op.create_index("ix_signature_country", "signature", ["petition_id", "state", "country", "id"])
    op.create_index("ix_signature_language", "signature", ["petition_id", "state", "language", "id"])
    op.create_index("ix_signature_day", "signature", ["petition_id", "confirmed_on", "id"])
    op.create_index("ix_signature_name_hidden", "signature", ["petition_id", "state", "id"], **where("name_hidden"))
    op.create_index("ix_signature_left", "signature", ["petition_id", "left_at"], **where("left_at is not null"))
    op.create_index("ix_audit_subject", "audit", ["subject"])


def downgrade() -> None:
    take_locks(LOCK)
    op.drop_index("ix_audit_subject", table_name="audit")
    for name in ("left", "name_hidden", "day", "language", "country", "ref"):
        op.drop_index(f"ix_signature_{name}", table_name="signature")
    op.create_index("ix_signature_ref", "signature", ["petition_id", "ref"], **where("ref is not null"))
    op.execute(sa.text("DELETE FROM outbox WHERE kind = 'sent_again'"))
    allow("outbox", "kind", "mail_kind", MAILS)
    later = sa.bindparam("later", ("restored", *MODERATED), expanding=True)
    op.execute(sa.text("DELETE FROM erasure WHERE kind IN :later").bindparams(later))
    allow("erasure", "kind", "erasure_kind", ERASURES)
    op.drop_column("signature", "left_at")
    op.drop_column("signature", "name_hidden")
