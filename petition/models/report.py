"""What readers find wrong with what others wrote under a petition."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Key, UtcDateTime, choice, public_id, reference

# Settled, with the reporter's own words still there: they go after some weeks.
WORDS_TO_FORGET = text("words is not null and settled_at is not null")

# Readers reported the petition itself, and nobody has looked yet.
OF_PETITION = text("subject = 'petition' and outcome is null")


class ReportSubject(enum.StrEnum):
    PETITION = "petition"
    COMMENT = "comment"


class ReportReason(enum.StrEnum):
    """What is wrong with it: as readers say it, and as the team decides it."""

    INSULT = "insult"
    # It names, or shows the way to, somebody whom that may harm.
    AT_RISK = "at_risk"
    ADVERTISING = "advertising"
    FALSE_CLAIM = "false_claim"
    OTHER = "other"


class ReportOutcome(enum.StrEnum):
    KEPT = "kept"
    HIDDEN = "hidden"


class Report(Model):
    """A reader's remark about a comment, or about a petition. Of who wrote it nothing is kept, not even a network."""

    __table_args__ = (
        CheckConstraint("(subject = 'comment') = (comment_id is not null)", name="about"),
        CheckConstraint("(settled_at is null) = (outcome is null)", name="settled"),
        Index("ix_report_comment", "comment_id", "outcome"),
        Index("ix_report_of_petition", "petition_id", "id", sqlite_where=OF_PETITION, postgresql_where=OF_PETITION),
        Index("ix_report_words", "settled_at", sqlite_where=WORDS_TO_FORGET, postgresql_where=WORDS_TO_FORGET),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id")
    subject: Mapped[ReportSubject] = mapped_column(choice(ReportSubject))
    comment_id: Mapped[int | None] = reference("comment.id", index=False)
    reason: Mapped[ReportReason] = mapped_column(choice(ReportReason))
    # Sealed: whoever explains why something is dangerous writes what must not be known.
    words: Mapped[bytes | None]
    reported_on: Mapped[date]
    settled_by: Mapped[str | None] = mapped_column(String(22))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[ReportOutcome | None] = mapped_column(choice(ReportOutcome))
