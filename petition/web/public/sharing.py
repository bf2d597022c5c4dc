"""Ways to pass a petition on: plain links, no third-party code."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext

from petition.extensions import settings
from petition.web.public.petition_page import PetitionPage


@dataclass(frozen=True)
class ShareLink:
    name: str
    url: str


@dataclass(frozen=True)
class Share:
    """The text to pass on, its link, and where to take them."""

    text: str
    url: str
    links: list[ShareLink]


def share_links(page: PetitionPage) -> Share:
    url = settings.base_url + url_for("public.petition", slug=page.slug)
    tags = " ".join(f"#{tag}" for tag in page.hashtags)
    words = " ".join(part for part in (page.share_text, tags) if part)
    both = f"{words} {url}"
    return Share(
        text=words,
        url=url,
        links=[
            ShareLink(
                gettext("Mail"),
                f"mailto:?{urlencode({'subject': page.title, 'body': both}, quote_via=quote)}",
            ),
            ShareLink("WhatsApp", f"https://wa.me/?{urlencode({'text': both}, quote_via=quote)}"),
            ShareLink(
                "Telegram",
                f"https://t.me/share/url?{urlencode({'url': url, 'text': words}, quote_via=quote)}",
            ),
            ShareLink("X", f"https://x.com/intent/post?{urlencode({'text': both}, quote_via=quote)}"),
            ShareLink("Bluesky", f"https://bsky.app/intent/compose?{urlencode({'text': both}, quote_via=quote)}"),
        ],
    )
