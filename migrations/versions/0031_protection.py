"""Why floods are held, what signers ask for by mail, and what they take back."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import allow, take_locks

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TO_SIGNERS = ("signing", "reminder", "sent_again")
OTHERS = (
    *("signatory", "signatory_due", "signatory_news"),
    *("invitation", "reset", "new_address", "new_device", "factor_added", "factor_removed", "codes_renewed"),
    *("code_used", "login_changed", "address_changed"),
    *("factors_reset", "suspended", "unsuspended", "signed_out", "staff_made", "staff_ended"),
)
OF_STAFF = (
    *("review_returned", "review_approved", "petition_hidden", "petition_shown", "text_decided"),
    *("team_suspended", "team_restored", "staff_asked"),
)
MAILS = (*TO_SIGNERS, *OTHERS, "not_opened", *OF_STAFF, "update")
NEW_MAILS = (
    *(*TO_SIGNERS, "links", "link_renewed"),
    *(*OTHERS, "not_opened", "ledger_head", *OF_STAFF, "update"),
)
RULES = ("honeypot", "blocked", "pressed_too_soon", "under_attack", "limits_away")
NEW_RULES = ("honeypot", "blocked", "pressed_too_soon", "flood", "unsolved", "under_attack", "limits_away")
LATER_ERASURES = (
    *("restored", "rejected", "withheld", "name_hidden", "name_shown", "comment_hidden"),
    *("comment_shown", "asked", "bounced", "petition_hidden", "petition_shown"),
    *("taken_down", "no_petition_news", "no_team_news"),
)
ERASURES = ("withdrawn", "removed", *LATER_ERASURES)
NEW_ERASURES = ("withdrawn", "removed", "erased", "name_taken_back", *LATER_ERASURES)


def upgrade() -> None:
    take_locks("hold, outbox, erasure IN ACCESS EXCLUSIVE MODE")
    allow("outbox", "kind", "mail_kind", NEW_MAILS)
    allow("hold", "rule", "hold_rule", NEW_RULES)
    allow("erasure", "kind", "erasure_kind", NEW_ERASURES)


def downgrade() -> None:
    """What was held in a flood is still reviewed by the team."""
    take_locks("hold, outbox, erasure IN ACCESS EXCLUSIVE MODE")
    op.execute("UPDATE hold SET rule = 'honeypot' WHERE rule in ('flood', 'unsolved')")
    allow("hold", "rule", "hold_rule", RULES)
    # An earlier version knows of these that the name is to be seen no more.
    op.execute(
        "UPDATE erasure SET kind = 'withdrawn' WHERE kind = 'erased' AND NOT EXISTS (SELECT 1 FROM erasure AS same "
        "WHERE same.subject = erasure.subject AND same.kind = 'withdrawn')"
    )
    op.execute("DELETE FROM erasure WHERE kind in ('erased', 'name_taken_back')")
    allow("erasure", "kind", "erasure_kind", ERASURES)
    gone = sa.text("DELETE FROM outbox WHERE kind in :new")
    op.execute(gone.bindparams(sa.bindparam("new", ("links", "link_renewed", "ledger_head"), expanding=True)))
    allow("outbox", "kind", "mail_kind", MAILS)
