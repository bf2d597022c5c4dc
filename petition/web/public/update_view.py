"""A piece of news as readers see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup

from petition.lib import markdown
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
        return Markup(markdown.render(self._text.text))  # noqa: S704 -- nh3 has cleaned it

    @property
    def day(self) -> str:
        return formats.day(self.update.published_at.astimezone(ZoneInfo(self.petition.zone)))

    @property
    def iso(self) -> str:
        return formats.iso(self.update.published_at)

    @property
    def anchor(self) -> str:
        return f"update-{self.update.number}"

    @property
    def url(self) -> str:
        """Where it can be read for good: the page of the list that begins with it."""
        return url_for(
            "public.updates",
            slug=petitions.current_slug(self.petition),
            before=self.update.number + 1,
            _anchor=self.anchor,
        )


def update_views(petition: Petition, updates: Iterable[Update]) -> list[UpdateView]:
    return [UpdateView(update, petition) for update in updates]
