"""What people or teams took back: a journal by which a restored backup learns what happened after it."""

import enum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Key, choice


class ErasureKind(enum.StrEnum):
    """What was taken back. What ends by a date ends again by itself, and needs no line."""

    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    # All that was known of a signer was destroyed, at their wish; and a name that fewer may read than before.
    ERASED = "erased"
    NAME_TAKEN_BACK = "name_taken_back"
    # A removal was taken back: it is not done again.
    RESTORED = "restored"
    # "I did not send this."
    REJECTED = "rejected"
    # A signatory's name was taken from the page, for safety.
    WITHHELD = "withheld"
    # A moderator took a name or a comment from all lists, or let it be shown again.
    NAME_HIDDEN = "name_hidden"
    NAME_SHOWN = "name_shown"
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_SHOWN = "comment_shown"
    # A mailbox that is never written to again; its subject is the mailbox index.
    ASKED = "asked"
    BOUNCED = "bounced"
    # Staff took a petition from view, or let it be seen again; its subject is the petition.
    PETITION_HIDDEN = "petition_hidden"
    PETITION_SHOWN = "petition_shown"
    # News that its team took down; its subject is the update.
    TAKEN_DOWN = "taken_down"
    # Somebody wants no more news; its subject is the signature that asked for them.
    NO_PETITION_NEWS = "no_petition_news"
    NO_TEAM_NEWS = "no_team_news"
    # The key of a petition's blind indexes is gone for good; its subject is the petition.
    KEY_DESTROYED = "key_destroyed"


class Erasure(Model):
    """One thing taken back, by its public id or mailbox index: no line names anybody."""

    __table_args__ = (UniqueConstraint("subject", "kind"),)

    id: Mapped[Key]
    kind: Mapped[ErasureKind] = mapped_column(choice(ErasureKind))
    subject: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created] = mapped_column(index=True)
