"""Mailing an update to those who asked for news: how far it is, and who was chosen already."""

import enum

from sqlalchemy import Index, UniqueConstraint, literal, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import BigId, Created, Key, Moment, choice, public_id, reference
from petition.models.news import Update

GOING = text("state = 'going'")
NOT_ENDED = text("state <> 'ended'")


class MailingState(enum.StrEnum):
    """How far a mailing is."""

    # Those who asked for news are counted, then chosen, so many at a time.
    GOING = "going"
    # Everybody is; the last mails are on their way, or arrived.
    CHOSEN = "chosen"
    # Somebody stopped it, and may go on with it.
    STOPPED = "stopped"
    # It cannot go on any more, and whom it chose is not known any more.
    ENDED = "ended"


class UpdateMailing(Model):
    """The mailing of one update. It tells numbers; signatures are chosen in the order of their ids."""

    __table_args__ = (
        Index("ix_update_mailing_petition", "petition_id", "begun_at"),
        Index("ix_update_mailing_going", "due_at", "id", sqlite_where=GOING, postgresql_where=GOING),
        Index("ix_update_mailing_kept", "moved_at", sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED),
    )

    id: Mapped[Key]
    update_id: Mapped[int] = reference("petition_update.id", unique=True)
    petition_id: Mapped[int] = reference("petition.id", index=False)
    state: Mapped[MailingState] = mapped_column(choice(MailingState), default=MailingState.GOING)
    # The ids of signatures: the last one that there was when it began, and how far they are counted and chosen.
    up_to: Mapped[int] = mapped_column(BigId)
    counted_to: Mapped[int] = mapped_column(BigId, default=0)
    chosen_to: Mapped[int] = mapped_column(BigId, default=0)
    # How many had asked for news when they were counted; some share a mailbox.
    expected: Mapped[int] = mapped_column(default=0)
    # How many mails were written, and what became of them. The others wait.
    chosen: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[Created]
    # When its next portion is chosen: others go before it that were longer without.
    due_at: Mapped[Moment]
    # When it last came into another state.
    moved_at: Mapped[Created]

    update: Mapped[Update] = relationship()

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many asked."""
        return self.counted_to >= self.up_to

    @property
    def settled(self) -> int:
        """The mails of which it is known what became."""
        return self.sent + self.failed + self.dropped

    @property
    def is_over(self) -> bool:
        """Whether no mail of it goes any more."""
        is_done = self.state is MailingState.CHOSEN and self.settled >= self.chosen
        return is_done or self.state is MailingState.ENDED

    @property
    def reached_all(self) -> bool:
        """Whether everybody was chosen, and it is known of every mail what became of it."""
        return self.chosen_to >= self.up_to and self.settled >= self.chosen


class UpdateMail(Model):
    """That a mailing chose a signature: it never chooses it again, nor another one of the same mailbox.

    Kept until the mailing can choose nobody any more. It has no address, and an index under the petition's own key.
    """

    __table_args__ = (UniqueConstraint("signature_id", "update_id"), UniqueConstraint("update_id", "address_index"))

    id: Mapped[Key]
    # The subject of its mail.
    public_id: Mapped[str] = public_id()
    update_id: Mapped[int] = reference("petition_update.id", index=False)
    signature_id: Mapped[int] = reference("signature.id", index=False)
    address_index: Mapped[bytes]


# Spelled out in the statement, so that the partial indexes fit.
IS_GOING = UpdateMailing.state == literal(MailingState.GOING, UpdateMailing.state.type, literal_execute=True)
IS_KEPT = UpdateMailing.state != literal(MailingState.ENDED, UpdateMailing.state.type, literal_execute=True)
