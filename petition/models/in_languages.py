"""What a petition says in which language."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from petition.models.revision import Revision


class InLanguages:
    """Questions about the words of something that has revisions, and a language of its own."""

    if TYPE_CHECKING:
        language: Mapped[str]
        revisions: Mapped[list[Revision]]

    def latest(self, language: str) -> Revision | None:
        """The newest revision in a language."""
        return next((r for r in reversed(self.revisions) if r.language == language), None)

    def words_in(self, language: str) -> Revision:
        """The newest words in a language that can be read, or else in the petition's own, which are always there."""
        found = self.latest(language)
        if found is None or not found.is_complete:
            found = self.latest(self.language)
        if found is None:
            raise LookupError("a petition has a revision in its own language")
        return found

    def is_outdated(self, language: str) -> bool:
        """Whether the words in its own language changed since this translation was last saved."""
        own, translation = self.latest(self.language), self.latest(language)
        if own is None or translation is None or own is translation:
            return False
        return translation.source_sha256 not in (None, own.sha256)

    @property
    def languages(self) -> list[str]:
        """The languages its text is written in, or begun in; its own first."""
        found = dict.fromkeys(revision.language for revision in self.revisions)
        return sorted(found, key=lambda code: code != self.language)

    @property
    def readable_languages(self) -> list[str]:
        """The languages its readers find it in: its own, and those of the translations that are complete."""
        return [code for code in self.languages if code == self.language or self.words_in(code).language == code]
