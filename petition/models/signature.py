"""A confirmed name under a petition, and what belongs to it."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import (
    Created,
    Digest,
    Key,
    Language,
    UtcDateTime,
    choice,
    public_id,
    reference,
)
from petition.models.petition import NameAudience, Petition
from petition.models.report import ReportReason
from petition.models.revision import Revision
from petition.models.source import CODE_LENGTH, HAS_REF


class SignatureState(enum.StrEnum):
    COUNTED = "counted"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    ERASED = "erased"


# A withdrawn or erased signature leaves its slot free: the person may sign again.
SLOT_TAKEN = text("state in ('counted', 'held', 'removed')")
HELD = text("state = 'held'")
# With its name still there: it goes on the petition's day.
WITHDRAWN = text("state = 'withdrawn'")
NAMED = text("public_name is not null")
SENT_WHILE_AWAY = text("sent_minute is not null")
REPORTED = text("reports > 0")
NAME_IS_HIDDEN = text("name_hidden")
HAS_LEFT = text("left_at is not null")
NOT_SETTLED = text("sent_minute is not null and outcome is null")
# The day of comments that an earlier version wrote, until they have their signature's.
NO_DAY = date(1970, 1, 1)


class Signature(Model):
    """One person's confirmed name under one petition.

    It keeps the public id of the submission it came from, so that every link mailed before stays good.
    """

    __table_args__ = (
        Index(
            "uq_signature_slot",
            "petition_id",
            "address_index",
            "slot",
            unique=True,
            sqlite_where=SLOT_TAKEN,
            postgresql_where=SLOT_TAKEN,
        ),
        Index(
            "uq_signature_name",
            "petition_id",
            "address_index",
            "name_index",
            unique=True,
            sqlite_where=SLOT_TAKEN,
            postgresql_where=SLOT_TAKEN,
        ),
        Index("ix_signature_list", "petition_id", "state", "id"),
        Index("ix_signature_named", "petition_id", "id", sqlite_where=NAMED, postgresql_where=NAMED),
        # The order of public lists where nobody may learn in which order people signed.
        Index(
            "ix_signature_by_day",
            "petition_id",
            "confirmed_on",
            "public_id",
            sqlite_where=NAMED,
            postgresql_where=NAMED,
        ),
        Index("ix_signature_held", "petition_id", "state", sqlite_where=HELD, postgresql_where=HELD),
        Index(
            "ix_signature_withdrawn",
            "petition_id",
            "address_index",
            sqlite_where=WITHDRAWN,
            postgresql_where=WITHDRAWN,
        ),
        # For the workspace's lists, each in the order of ids; by `ref` alone it is found what is to be forgotten.
        Index("ix_signature_ref", "petition_id", "ref", "state", "id", sqlite_where=HAS_REF, postgresql_where=HAS_REF),
        Index("ix_signature_country", "petition_id", "state", "country", "id"),
        Index("ix_signature_language", "petition_id", "state", "language", "id"),
        Index("ix_signature_day", "petition_id", "confirmed_on", "id"),
        Index(
            "ix_signature_name_hidden",
            "petition_id",
            "state",
            "id",
            sqlite_where=NAME_IS_HIDDEN,
            postgresql_where=NAME_IS_HIDDEN,
        ),
        # Who left after a list was taken.
        Index("ix_signature_left", "petition_id", "left_at", sqlite_where=HAS_LEFT, postgresql_where=HAS_LEFT),
        CheckConstraint("slot in (1, 2)", name="slot"),
        CheckConstraint("public_name is null or give_name_to = 'public'", name="public_name"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    revision_id: Mapped[int] = reference("revision.id", index=False)
    language: Mapped[Language]
    state: Mapped[SignatureState] = mapped_column(choice(SignatureState))
    slot: Mapped[int]
    address_index: Mapped[bytes | None]
    name_index: Mapped[bytes | None]
    # Name, address, answers, private comment and the ledger salt, sealed; gone when erased.
    identity: Mapped[bytes | None]
    country: Mapped[str | None] = mapped_column(String(2))
    # The code of the link by which the signer came, if the team made it.
    ref: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    give_name_to: Mapped[NameAudience] = mapped_column(choice(NameAudience))
    public_name: Mapped[str | None] = mapped_column(String(300))
    # A moderator took it from all lists; what the signer chose stays known, so that it can be shown again.
    name_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    generation: Mapped[int] = mapped_column(default=0)
    commitment: Mapped[Digest]
    confirmed_on: Mapped[date]
    # When it was withdrawn or removed; None while it stands, and again once it was restored.
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    petition: Mapped[Petition] = relationship()
    revision: Mapped[Revision] = relationship()
    comment: Mapped["Comment | None"] = relationship(back_populates="signature")
    hold: Mapped["Hold | None"] = relationship(back_populates="signature")


class CommentState(enum.StrEnum):
    # Until somebody of the team has read it.
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Comment(Model):
    """Why somebody signed, for everyone to read. A comment for the addressees alone stays in the identity."""

    __table_args__ = (
        Index("ix_comment_list", "petition_id", "state", "id"),
        Index("ix_comment_signature", "petition_id", "state", "signature_id"),
        Index("ix_comment_by_day", "petition_id", "state", "confirmed_on", "signature_public_id"),
        Index("ix_comment_reported", "petition_id", "reports", "id", sqlite_where=REPORTED, postgresql_where=REPORTED),
    )

    id: Mapped[Key]
    # Readers report it by this. Earlier versions write none, so that one of those cannot be reported.
    public_id: Mapped[str | None] = public_id()
    signature_id: Mapped[int] = reference("signature.id", unique=True)
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # Its signature's, by which lists are in order that tell no more than the day. Earlier versions write neither: the
    # worker does it for them (services/placing.py).
    confirmed_on: Mapped[date] = mapped_column(server_default=text(f"'{NO_DAY}'"))
    signature_public_id: Mapped[str] = mapped_column(String(22), server_default=text("''"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(choice(CommentState), default=CommentState.SHOWN)
    # As its signer is told while it is hidden; None where nobody said why.
    hidden_because: Mapped[ReportReason | None] = mapped_column(choice(ReportReason))
    # How many of its reports wait for the team.
    reports: Mapped[int] = mapped_column(default=0, server_default="0")
    # Somebody of the team decided about it: from then on no report takes it from view by itself.
    is_reviewed: Mapped[bool] = mapped_column(default=False, server_default=false())

    signature: Mapped[Signature] = relationship(back_populates="comment")


class HoldRule(enum.StrEnum):
    """Why a confirmed signature waits for review. The gravest comes first: where several fit, it is the one kept."""

    HONEYPOT = "honeypot"
    # Staff doubt its network, mail domain or mailbox.
    BLOCKED = "blocked"
    PRESSED_TOO_SOON = "pressed_too_soon"
    # Too many came from its network just then, solved challenge or not …
    FLOOD = "flood"
    # … or enough for a challenge to be asked, and none was solved.
    UNSOLVED = "unsolved"
    # More than a few spellings of what many providers take for one mailbox …
    ALIASES = "aliases"
    # … very many mailboxes of one small mail domain …
    DOMAIN_BURST = "domain_burst"
    # … and many that were confirmed from one network, though they were sent from others, or so long ago that nobody
    # knows any more.
    ONE_CONFIRMER = "one_confirmer"
    # Staff had everything held that came in then.
    UNDER_ATTACK = "under_attack"
    # Taken while each process counted limits for itself; released by itself, see `services/releasing.py`.
    LIMITS_AWAY = "limits_away"


class HoldOutcome(enum.StrEnum):
    RELEASED = "released"
    REMOVED = "removed"


class Hold(Model):
    """A doubt about a confirmed signature, and how it was settled."""

    __table_args__ = (
        Index(
            "ix_hold_sent_minute",
            "sent_minute",
            "outcome",
            sqlite_where=SENT_WHILE_AWAY,
            postgresql_where=SENT_WHILE_AWAY,
        ),
        Index("ix_hold_not_settled", "sent_minute", sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED),
    )

    id: Mapped[Key]
    signature_id: Mapped[int] = reference("signature.id", unique=True)
    rule: Mapped[HoldRule] = mapped_column(choice(HoldRule))
    reason: Mapped[str] = mapped_column(Text, default="")
    # The minute in which the form was sent, where limits were away then: bursts are told by it.
    sent_minute: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    settled_by: Mapped[str | None] = mapped_column(String(22))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[HoldOutcome | None] = mapped_column(choice(HoldOutcome))

    signature: Mapped[Signature] = relationship(back_populates="hold")
