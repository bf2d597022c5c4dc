"""Petitions are begun in every way, shown by a private link, and their text is looked at."""

from flask.testing import FlaskClient

from tests.people import post

NEW = "/en/organise/new"
TYPED = {"kind": "petition", "language": "en", "title": "A ward of our own"}


def begin_petitions(browser: FlaskClient, *, slug: str) -> None:
    """As Alice, who is in one team. `slug` is a petition's."""
    post(browser, NEW, start="nothing", **TYPED)
    post(browser, NEW, start="an-hour-of-action", **TYPED)
    post(browser, NEW, start="copy", copied=slug, **TYPED)
    post(browser, f"/en/organise/{slug}/preview/link")
    post(browser, f"/en/organise/{slug}/edit/markdown", text="**Now**")
