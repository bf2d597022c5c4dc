"""News is written, deleted, planned, published, corrected and taken down."""

from flask.testing import FlaskClient

from tests.news import WORDS
from tests.people import post
from tests.reading import form_on


def write_news(browser: FlaskClient, *, slug: str) -> None:
    """As somebody who owns the petition's team."""
    place = f"/en/organise/{slug}/updates"
    post(browser, f"{post(browser, place).location}/discard")
    news = post(browser, place).location
    _save(browser, news)
    browser.get(f"{news}/preview", follow_redirects=True)
    _publish(browser, news, reach="page", when="later", at="2199-12-31T09:00")
    post(browser, f"{news}/unplan")
    _publish(browser, news, reach="mail", when="now", at="")
    _save(browser, news, title="She has read it, and answers")
    post(browser, f"{news}/take-down", reason="It was wrong")
    browser.get(f"{place}?before=5000")


def _save(browser: FlaskClient, news: str, **changed: str) -> None:
    form = form_on(browser.get(news), "/words/en#words-en")
    browser.post(f"{news}/words/en", data=form | WORDS | changed)


def _publish(browser: FlaskClient, news: str, **chosen: str) -> None:
    browser.post(f"{news}/publish", data=form_on(browser.get(f"{news}/publish"), "/publish") | chosen)
