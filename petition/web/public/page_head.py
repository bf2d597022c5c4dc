"""What a petition's page says in its head: to networks that show a link to it, and to search engines."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from petition.extensions import settings
from petition.web import formats
from petition.web.count_view import CountView
from petition.web.public.linked_data import graph_of, linked_data
from petition.web.public.petition_page import PetitionPage

# What web/embed/share_drawing.py draws.
IMAGE_WIDTH, IMAGE_HEIGHT = 1200, 630
# Open Graph wants a country with each language; most have one of their own name.
COUNTRIES = {"en": "US", "ar": "AR"}


@dataclass(frozen=True)
class ShareImage:
    """The picture beside a link: its kind as a media type, and what is to be seen on it."""

    url: str
    kind: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class PageHead:
    page: PetitionPage
    count: CountView

    @property
    def locale(self) -> str:
        return _locale(self.page.text_lang)

    @property
    def other_locales(self) -> list[str]:
        return [_locale(code) for code in self.page.petition.readable_languages if code != self.page.text_lang]

    @property
    def published(self) -> str | None:
        opened_at = self.page.petition.opened_at
        return formats.iso(opened_at) if opened_at else None

    @property
    def image(self) -> ShareImage:
        """The petition's own picture, or else one that is drawn of its title and count."""
        own = self.page.picture
        if own is not None:
            return ShareImage(settings.base_url + own.large, "image/jpeg", own.width, own.height, own.alt.text)
        url = settings.base_url + url_for("embed.share_image", slug=self.page.slug)
        return ShareImage(url, "image/png", IMAGE_WIDTH, IMAGE_HEIGHT, self._drawn_alt)

    @property
    def _drawn_alt(self) -> str:
        return f"{self.page.title} · {self.count.in_words if self.page.can.is_counted else self.page.team_name}"

    @property
    def linked_data(self) -> Markup:
        graph = self.page.once("linked data", caller=lambda: graph_of(self.page, image_url=self.image.url))
        return linked_data(graph, endorsed=self.count.number if self.page.can.is_counted else None)


def _locale(language: str) -> str:
    """`fr_FR`, as Open Graph writes languages."""
    return f"{language}_{COUNTRIES.get(language, language.upper())}"
