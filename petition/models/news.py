"""Updates: news on a petition, for its readers and signers."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, String, Text, UniqueConstraint, false, literal, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.lib import clock
from petition.models.columns import Created, Key, Language, UtcDateTime, choice, public_id, reference
from petition.models.petition import Petition

PLANNED = text("state = 'planned'")


class UpdateState(enum.StrEnum):
    DRAFT = "draft"
    # A draft that is published by itself at its hour.
    PLANNED = "planned"
    PUBLISHED = "published"
    # It was published, and is not shown any more; its number stays taken.
    TAKEN_DOWN = "taken_down"


UNPUBLISHED = (UpdateState.DRAFT, UpdateState.PLANNED)


class Update(Model):
    """One piece of news. Once it is published, it is numbered from 1 in its petition."""

    __tablename__ = "petition_update"
    __table_args__ = (
        UniqueConstraint("petition_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(number is null) = (state in ('draft', 'planned'))", name="numbered"),
        CheckConstraint("(number is null) = (published_at is null)", name="dated"),
        CheckConstraint("state <> 'planned' or publish_local is not null", name="planned"),
        Index("ix_petition_update_planned", "publish_local", sqlite_where=PLANNED, postgresql_where=PLANNED),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # Earlier versions publish at once, and may run beside this one.
    state: Mapped[UpdateState] = mapped_column(
        choice(UpdateState), default=UpdateState.DRAFT, server_default="published"
    )
    number: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Wall-clock time in the petition's zone, at which it is, or was, to be published by itself …
    publish_local: Mapped[datetime | None] = mapped_column(DateTime)
    # … and when that hour came and it could not be; until somebody publishes it or plans it anew.
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether it is mailed, once published, to those who agreed to news on this petition.
    wants_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The organiser who began it, by public id; "" where a file did.
    written_by: Mapped[str] = mapped_column(String(22), default="", server_default=text("''"))
    # When its words were last changed.
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_down_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Why; for its team.
    taken_down_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    created_at: Mapped[Created]

    petition: Mapped[Petition] = relationship()
    texts: Mapped[list["UpdateText"]] = relationship(cascade="all, delete-orphan")

    @property
    def publish_at(self) -> datetime | None:
        """The moment at which it is to be published by itself."""
        return clock.moment(self.publish_local, self.petition.zone) if self.publish_local else None

    @property
    def is_published(self) -> bool:
        """Whether everyone can read it now: one from a file may wait for an hour of its own."""
        return (
            self.state is UpdateState.PUBLISHED and self.published_at is not None and self.published_at <= clock.now()
        )

    def in_language(self, language: str) -> "UpdateText | None":
        """Its words in a language, as far as they are written."""
        return next((text for text in self.texts if text.language == language), None)

    def text_in(self, *languages: str) -> "UpdateText":
        """Its words in the first of these languages in which they can be read, or else in any."""
        readable = [text for text in self.texts if text.is_complete] or self.texts
        by_language = {text.language: text for text in readable}
        return next((by_language[code] for code in languages if code in by_language), readable[0])


class UpdateText(Model):
    """The words of an update in one language. `text` is Markdown."""

    __table_args__ = (UniqueConstraint("update_id", "language"),)

    id: Mapped[Key]
    update_id: Mapped[int] = reference("petition_update.id", index=False)
    language: Mapped[Language]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    # When it was last changed after readers could see it.
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_complete(self) -> bool:
        """Whether it can be read: one without title or text is shown to nobody."""
        return bool(self.title and self.text)


# Spelled out in the statement, so that the partial index fits.
IS_PLANNED = Update.state == literal(UpdateState.PLANNED, Update.state.type, literal_execute=True)
