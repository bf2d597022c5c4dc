"""News on a petition: the list, and the feed as a feed reader reads it."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition
from petition.services import petitions, updates
from tests.campaigns import news
from tests.making import make_petition
from tests.news import published_news, write

ATOM = "{http://www.w3.org/2005/Atom}"
# Who said what, when: the second one in Arabic too.
FRIDAY = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def publish(app: Flask, slug: str, *titles: str, **values: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        for title in titles:
            news(found(slug), title, **values)
        db.session.commit()


def found(slug: str) -> Petition:
    petition = petitions.by_slug(slug)
    assert petition
    return petition


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def parsed(client: FlaskClient, path: str) -> Any:
    feed = feedparser.parse(client.get(path).get_data())
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_a_correction_is_told_on_the_page_and_in_the_feed(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        update = published_news(found(petition))
        with clock.pretending(clock.now() + timedelta(days=2)):
            write(update, text="She answers on Monday.")
        db.session.commit()
    assert "corrected on" in text_of(client, f"/en/petitions/{petition}/updates")
    (entry,) = parsed(client, f"/en/petitions/{petition}/updates.atom").entries
    assert entry.updated > entry.published


def test_it_shows_news_with_its_day_and_anchor(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "She has read it", at=FRIDAY)
    page = text_of(client, f"/en/petitions/{petition}/updates")
    # Half past ten in the evening is the next morning in Damascus.
    for words in ('id="update-1"', "21 November 2026", "She has read it</a></h2>", "<strong>Friday</strong>"):
        assert words in page


def test_news_of_another_language_says_so(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "Only in English")
    publish(app, petition, "In both", ar="باللغتين")
    page = text_of(client, f"/ar/petitions/{petition}/updates")
    assert re.search('<h2 lang="en" dir="ltr"><a href="[^"]+">Only in English</a></h2>', page)
    assert re.search('<h2><a href="[^"]+">باللغتين</a></h2>', page)
    assert "In both" not in page


def test_the_newest_come_first_page_by_page(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, *(f"Day {number:02}." for number in range(1, updates.PER_PAGE + 3)))
    first = text_of(client, f"/en/petitions/{petition}/updates")
    assert first.index("Day 22.") < first.index("Day 21.") < first.index("Day 03.")
    assert "Day 02." not in first
    second = text_of(client, f"/en/petitions/{petition}/updates?before=3")
    assert "Day 02." in second
    assert "Day 03." not in second
    assert 'name="robots" content="noindex"' in second


@pytest.mark.parametrize("before", ["0", "-1", "x", "2147483648", "9223372036854775807", "99999999999999999999"])
def test_whatever_the_address_says_is_a_page(app: Flask, client: FlaskClient, petition: str, before: str) -> None:
    publish(app, petition, "She has read it")
    assert "She has read it" in text_of(client, f"/en/petitions/{petition}/updates?before={before}")


def test_where_there_is_none_it_says_so(client: FlaskClient, petition: str) -> None:
    page = text_of(client, f"/en/petitions/{petition}/updates")
    assert "There is no news yet" in page
    assert f'href="/en/petitions/{petition}"' in page


def test_it_can_be_kept_and_sets_no_cookie(client: FlaskClient, petition: str) -> None:
    answer = client.get(f"/en/petitions/{petition}/updates")
    assert answer.headers["Cache-Control"].startswith("public, max-age=5, s-maxage=2, ")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("ending", ["updates", "updates.atom"])
def test_there_is_none_for_strangers(app: Flask, client: FlaskClient, ending: str) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(opened=False)
    assert client.get(f"/en/petitions/{slug}/{ending}").status_code == 404
    assert client.get(f"/en/petitions/nowhere/{ending}").status_code == 404


def test_a_feed_reader_reads_it(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "She has read it", at=FRIDAY, ar="قرأت الرسالة")
    publish(app, petition, "2 < 3 & 4")
    feed = parsed(client, f"/en/petitions/{petition}/updates.atom")
    assert (feed.version, feed.feed.title, feed.feed.language) == ("atom10", "News: Keep the ward open", "en")
    assert (feed.feed.author, feed.feed.updated) == ("Ward Team", feed.entries[0].updated)
    newest, first = feed.entries
    assert newest.title == "2 < 3 & 4"
    assert (first.title, first.published) == ("She has read it", "2026-11-20T22:30:00+00:00")
    assert first.content[0].type == "text/html"
    assert "<strong>Friday</strong>" in first.content[0].value


def test_a_feed_speaks_the_language_of_its_address(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "She has read it", ar="قرأت الرسالة")
    feed = parsed(client, f"/ar/petitions/{petition}/updates.atom")
    assert (feed.feed.language, feed.entries[0].title) == ("ar", "قرأت الرسالة")
    assert '<div lang="ar" dir="rtl">' in html.unescape(text_of(client, f"/ar/petitions/{petition}/updates.atom"))


def test_every_name_in_a_feed_is_its_own_and_stays(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "One", "Two", ar="واحد")
    before = [parsed(client, f"/{language}/petitions/{petition}/updates.atom") for language in ("en", "ar")]
    publish(app, petition, "Three")
    after = parsed(client, f"/en/petitions/{petition}/updates.atom")
    names = [name for feed in before for name in (feed.feed.id, *(entry.id for entry in feed.entries))]
    assert len({*names}) == 6
    assert all(name.startswith("urn:uuid:") for name in names)
    assert [entry.id for entry in after.entries[1:]] == [entry.id for entry in before[0].entries]


def test_every_entry_leads_to_where_it_can_be_read(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, *(f"Day {number:02}." for number in range(1, 30)))
    feed = parsed(client, f"/en/petitions/{petition}/updates.atom")
    assert len(feed.entries) == updates.PER_PAGE
    for entry in feed.entries:
        path, _, anchor = entry.link.partition("/en/")[2].partition("#")
        assert f'id="{anchor}"' in text_of(client, f"/en/{path}")


def test_it_has_what_every_feed_must_have(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "One")
    root = ElementTree.fromstring(client.get(f"/en/petitions/{petition}/updates.atom").get_data())  # noqa: S314 -- our own
    assert root.tag == f"{ATOM}feed"
    (entry,) = root.iter(f"{ATOM}entry")
    for element in (root, entry):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert (links["self"] or "").endswith(f"/en/petitions/{petition}/updates.atom")
    assert (links["alternate"] or "").endswith(f"/en/petitions/{petition}/updates")


def test_a_feed_without_news_is_a_feed(client: FlaskClient, petition: str) -> None:
    feed = parsed(client, f"/en/petitions/{petition}/updates.atom")
    assert (feed.entries, feed.feed.title) == ([], "News: Keep the ward open")


def test_characters_that_no_feed_may_hold_break_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "One \ufffe two", text="a\x0bb \x1b[1m ]]> <script>alert(1)</script>")
    feed = parsed(client, f"/en/petitions/{petition}/updates.atom")
    assert feed.entries[0].title == "One  two"
    assert "<script>" not in feed.entries[0].content[0].value


def test_a_feed_is_sent_again_only_when_there_is_news(app: Flask, client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/updates.atom"
    first = client.get(path)
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first.headers["Cache-Control"].startswith("public")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=known).status_code == 304
    publish(app, petition, "One")
    assert client.get(path, headers=known).status_code == 200


def test_news_to_come_is_kept_back(app: Flask, client: FlaskClient, petition: str) -> None:
    publish(app, petition, "Not yet", at=clock.now() + timedelta(hours=1))
    assert "Not yet" not in text_of(client, f"/en/petitions/{petition}/updates")
    assert parsed(client, f"/en/petitions/{petition}/updates.atom").entries == []
