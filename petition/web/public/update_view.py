"""A piece of news as readers see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup

from petition.lib import clock, markdown
from petition.models.news import Update, UpdateText
from petition.models.petition import Petition
from petition.services import petitions
from petition.web import formats, languages
from petition.web.said import Said


@dataclass(frozen=True)
class UpdateView:
    """An update in the language of the page, or else in the petition's own; its day is that of the petition's zone."""

    update: Update
    petition: Petition

    @cached_property
    def _text(self) -> UpdateText:
        return self.update.text_in(languages.current_language(), self.petition.language)

    @property
    def title(self) -> Said:
        return Said(self._text.title, self._text.language)

    @property
    def text_html(self) -> Markup:
        return markdown.render(self._text.text)

    @property
    def published_at(self) -> datetime:
        """In a preview: as if it were published now, or at its hour."""
        return self.update.published_at or self.update.publish_at or clock.now()

    @property
    def changed_at(self) -> datetime:
        """When these words were last written."""
        return max(self.published_at, self._text.corrected_at or self.published_at)

    @property
    def day(self) -> str:
        return formats.day(self.published_at.astimezone(ZoneInfo(self.petition.zone)))

    @property
    def iso(self) -> str:
        return formats.iso(self.published_at)

    @property
    def changed_iso(self) -> str:
        return formats.iso(self.changed_at)

    @property
    def corrected_on(self) -> str | None:
        """The day on which these words were last corrected, for everyone to see."""
        corrected_at = self._text.corrected_at
        return formats.day_in(corrected_at, self.petition.zone) if corrected_at else None

    @property
    def anchor(self) -> str:
        return f"update-{self.update.number or 'preview'}"

    @property
    def url(self) -> str:
        """Where it can be read for good: the page of the list that begins with it."""
        number = self.update.number
        if number is None:
            return f"#{self.anchor}"
        slug = petitions.current_slug(self.petition)
        return url_for("public.updates", slug=slug, before=number + 1, _anchor=self.anchor)


def update_views(petition: Petition, updates: Iterable[Update]) -> list[UpdateView]:
    return [UpdateView(update, petition) for update in updates]
