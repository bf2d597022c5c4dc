"""The words of a petition, as they were at one time."""

from sqlalchemy import JSON, String, Text, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Digest, Key, Language, reference


class Revision(Model):
    """The words of a petition in one language at one time.

    Never changed once somebody can have put their name to it, but for the words to pass on, which nobody signs.
    """

    __table_args__ = (UniqueConstraint("petition_id", "language", "number"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    language: Mapped[Language]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    place_and_date: Mapped[str] = mapped_column(String(200), default="")
    # The bold first lines of a statement, and the last line of a letter.
    opening: Mapped[str] = mapped_column(Text, default="", server_default=literal_column("''"))
    closing: Mapped[str] = mapped_column(Text, default="", server_default=literal_column("''"))
    question: Mapped[str] = mapped_column(String(200), default="")
    share_text: Mapped[str] = mapped_column(Text, default="")
    hashtags: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[Digest]
    # Of a translation: the words in the petition's own language that it was last looked through against.
    source_sha256: Mapped[Digest | None]
    created_at: Mapped[Created]

    @property
    def is_complete(self) -> bool:
        """Whether it can be read: a translation without title or text is not shown to anybody yet."""
        return bool(self.title and self.text)
