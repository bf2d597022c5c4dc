"""Corrections of an open petition that are too large for its team alone: staff decide about them."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import ByLanguage, Created, Key, Language, UtcDateTime, choice, public_id, reference
from petition.models.petition import Petition

NOT_DECIDED = text("outcome is null")


class CorrectionOutcome(enum.StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"
    # Its team does not want it any more, or the words changed meanwhile.
    TAKEN_BACK = "taken_back"


class Correction(Model):
    """New words for one language of an open petition, as its team asked for them. One at a time waits."""

    __table_args__ = (
        CheckConstraint("(outcome is null) = (decided_at is null)", name="decided"),
        Index(
            "uq_correction_waiting",
            "petition_id",
            "language",
            unique=True,
            sqlite_where=NOT_DECIDED,
            postgresql_where=NOT_DECIDED,
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id")
    language: Mapped[Language]
    # The revision that it takes the place of; once another did, it cannot be allowed.
    revision_id: Mapped[int] = reference("revision.id")
    # By the names of a revision's columns.
    words: Mapped[ByLanguage]
    # Shown with the diff.
    reason: Mapped[str] = mapped_column(Text)
    # How many of a thousand characters are others than at opening, or than in the last one that staff allowed.
    permille: Mapped[int]
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[Created]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[CorrectionOutcome | None] = mapped_column(choice(CorrectionOutcome))
    # What staff wrote to the team.
    answer: Mapped[str] = mapped_column(Text, default="")

    petition: Mapped[Petition] = relationship()
