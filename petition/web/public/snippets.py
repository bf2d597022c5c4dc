"""The code that web masters copy to show a petition's counter on their own pages."""

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from petition.extensions import settings
from petition.web import counter_element, languages
from petition.web.public.petition_page import PetitionPage

# Pixels that hold all a frame shows wherever it is 300 wide or more; tests/browser/test_embed.py measures it.
HEIGHT, HEIGHT_OF_COUNT, HEIGHT_WITHOUT_COUNT = 280, 208, 200
BADGE_HEIGHT = 28
SPECIAL_IN_MARKDOWN = re.compile(r"[\\\[\]`*_<>!&]")

FRAME = Markup(
    '<iframe src="{url}" title="{title}" width="100%" height="{height}" frameborder="0" loading="lazy"'
    ' referrerpolicy="no-referrer"></iframe>\n<p{language}>{words}</p>'
)
ELEMENT = Markup(
    '<petition-counter src="{url}"{language}{options} height="{height}">\n<p>{words}</p>\n</petition-counter>\n'
    '<script src="{script}" integrity="{integrity}" crossorigin="anonymous"'
    ' referrerpolicy="no-referrer" async></script>'
)
MAIL = Markup('<a href="{url}"><img src="{badge}" alt="{title}" height="{height}" border="0"></a>')


@dataclass(frozen=True)
class Choice:
    """What the web master wants: a language of ours, a theme or the reader's own, with or without a call to sign."""

    language: str
    theme: str | None
    is_only_count: bool

    @property
    def options(self) -> dict[str, Any]:
        """As the frame's address and the element's attributes say it."""
        chosen = {"theme": self.theme, "only": "count" if self.is_only_count else None}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True)
class Snippets:
    """The code, and the addresses and size of what it shows."""

    frame: str
    element: str
    markdown: str
    mail: str
    frame_path: str
    badge_path: str
    height: int


def snippets_for(page: PetitionPage, choice: Choice) -> Snippets:
    with languages.speaking(choice.language):
        frame_path = url_for("embed.frame", slug=page.slug, **choice.options)
        height = _height(page, choice)
        return Snippets(
            # As text: a page that shows markup has to escape it once more.
            frame=str(_frame(page, choice, _whole(frame_path), height)),
            element=str(_element(page, choice, height)),
            markdown=_markdown(page, choice),
            mail=str(_mail(page, choice)),
            frame_path=frame_path,
            badge_path=url_for("embed.badge_svg", slug=page.slug, theme=choice.theme),
            height=height,
        )


def _frame(page: PetitionPage, choice: Choice, url: str, height: int) -> Markup:
    return FRAME.format(url=url, title=page.title, height=height, language=_language(choice), words=_words(page))


def _mail(page: PetitionPage, choice: Choice) -> Markup:
    badge = _badge("png", page, choice)
    return MAIL.format(url=_whole(page.url), badge=badge, title=page.title, height=BADGE_HEIGHT)


def _element(page: PetitionPage, choice: Choice, height: int) -> Markup:
    """With the words that are seen until it stands, and the script with its checksum."""
    return ELEMENT.format(
        url=_whole(url_for("embed.frame", slug=page.slug)),
        language=_language(choice),
        options=Markup("").join(Markup(' {}="{}"').format(*option) for option in choice.options.items()),
        height=height,
        words=_words(page),
        script=_whole(url_for("embed.element", number=counter_element.NEWEST, lang=None)),
        integrity=counter_element.integrity(counter_element.NEWEST),
    )


def _markdown(page: PetitionPage, choice: Choice) -> str:
    title = SPECIAL_IN_MARKDOWN.sub(r"\\\g<0>", page.title)
    return f"[![{title}]({_badge('svg', page, choice)})]({_whole(page.url)})"


def _badge(form: str, page: PetitionPage, choice: Choice) -> str:
    return _whole(url_for(f"embed.badge_{form}", slug=page.slug, theme=choice.theme))


def _words(page: PetitionPage) -> Markup:
    """What remains true when nothing of ours can be had: the way to the petition, its number, when it was so."""
    link = Markup('<a href="{}"><bdi>{}</bdi></a>').format(_whole(page.url), page.title)
    if not page.can.is_counted:
        return link
    as_of = gettext("As of %(time)s.", time=page.count.as_of_in_full)
    return link + Markup("<br>{}. {}").format(page.count.in_words, as_of)


def _height(page: PetitionPage, choice: Choice) -> int:
    if not page.can.is_counted:
        return HEIGHT_WITHOUT_COUNT
    return HEIGHT_OF_COUNT if choice.is_only_count else HEIGHT


def _language(choice: Choice) -> Markup:
    return Markup(' lang="{}" dir="{}"').format(choice.language, languages.direction(choice.language))


def _whole(path: str) -> str:
    return settings.base_url + path
