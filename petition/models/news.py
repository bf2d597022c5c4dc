"""Updates: news on a petition, for its readers and signers."""

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Key, Language, Moment, public_id, reference


class Update(Model):
    """One piece of news, numbered from 1 in its petition."""

    __tablename__ = "petition_update"
    __table_args__ = (UniqueConstraint("petition_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    number: Mapped[int]
    published_at: Mapped[Moment]
    created_at: Mapped[Created]

    texts: Mapped[list["UpdateText"]] = relationship()

    def text_in(self, *languages: str) -> "UpdateText":
        """Its words in the first of these languages that it has, or else in any."""
        by_language = {text.language: text for text in self.texts}
        return next((by_language[code] for code in languages if code in by_language), self.texts[0])


class UpdateText(Model):
    """The words of an update in one language. `text` is Markdown."""

    __table_args__ = (UniqueConstraint("update_id", "language"),)

    id: Mapped[Key]
    update_id: Mapped[int] = reference("petition_update.id", index=False)
    language: Mapped[Language]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
