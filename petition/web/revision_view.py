"""What was changed in the words of a petition, for everyone to read, and for its team before it publishes that."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from petition.extensions import settings
from petition.lib import differences
from petition.lib.differences import Passage
from petition.models.petition import Petition
from petition.services import asked_corrections, petitions, revising
from petition.services.revising import Change
from petition.web import formats
from petition.web.said import Said

LABELS = {
    "summary": lambda: gettext("Summary"),
    "text": lambda: gettext("Text"),
    "place_and_date": lambda: gettext("Place and date"),
    "opening": lambda: gettext("First lines"),
    "closing": lambda: gettext("Last line"),
    "question": lambda: gettext("Heading of the form"),
}


@dataclass(frozen=True)
class ChangedPart:
    """One part of the words: what stood there and what stands there now, with some words around."""

    label: str
    passages: list[Passage]


@dataclass(frozen=True)
class ChangeView:
    """A change as readers see it, in the language of the page; its day is that of the petition's zone."""

    change: Change
    petition: Petition
    # Whether it was too large for its team alone, and those who run the site allowed it.
    is_allowed: bool

    @property
    def is_added(self) -> bool:
        """Whether a language was added."""
        return self.change.before is None

    @property
    def language(self) -> str:
        return formats.language_name(self.change.revision.language)

    @property
    def title(self) -> Said:
        return Said(self.change.revision.title, self.change.revision.language)

    @property
    def reason(self) -> str:
        """Why, in whatever language its team wrote that."""
        return "" if self.is_added else self.change.revision.reason

    @property
    def day(self) -> str:
        return formats.day_in(self.change.revision.created_at, self.petition.zone)

    @property
    def iso(self) -> str:
        return formats.iso(self.change.revision.created_at)

    @property
    def sha256(self) -> str:
        """What signatures under these words name."""
        return self.change.revision.sha256

    @property
    def url(self) -> str | None:
        """The petition in that language, where the site speaks it."""
        code = self.change.revision.language
        slug = petitions.current_slug(self.petition)
        return url_for("public.petition", slug=slug, lang=code) if code in settings.languages else None

    @property
    def parts(self) -> list[ChangedPart]:
        if self.change.before is None:
            return []
        return changed_parts(revising.words_of(self.change.before), revising.words_of(self.change.revision))


def changes_of(petition: Petition) -> list[ChangeView]:
    """Everything that was changed in its words since it opened, newest first."""
    allowed = asked_corrections.allowed_revisions(petition)
    return [ChangeView(change, petition, change.revision.id in allowed) for change in revising.changes(petition)]


def changed_parts(before: Mapping[str, str], after: Mapping[str, str]) -> list[ChangedPart]:
    """What differs, of the words that can be corrected."""
    return [
        ChangedPart(label_of(name), differences.excerpt(differences.passages(before[name], after[name])))
        for name in revising.REVISED
        if before[name] != after[name]
    ]


def label_of(name: str) -> str:
    return str(LABELS[name]())
