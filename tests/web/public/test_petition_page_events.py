"""Events on a petition's page: their hour here and elsewhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.campaigns import strike
from tests.making import at
from tests.page_parts import publish, read
from tests.visible import Visible

ZONES = ["Europe/Paris", "Europe/London", "America/New_York"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Paris 14:00 London 13:00 New York 08:00"),
        ("fr", "Paris 14:00 Londres 13:00 New York 08:00"),
        ("ar", "باريس 14:00 لندن 13:00 نيويورك 08:00"),
    ],
)
@pytest.mark.parametrize("kind", ["petition", "call"])
def test_the_hour_is_told_in_other_zones(app: Flask, client: FlaskClient, kind: str, language: str, words: str) -> None:
    slug = publish(app, kind=kind, languages=("en", "fr", "ar"), events=[strike(shown_zones=ZONES)])
    assert words in Visible(read(client, slug, language)).text


def test_another_day_elsewhere_is_told(app: Flask, client: FlaskClient) -> None:
    late = strike(starts_local=at(2026, 11, 27, 23), shown_zones=["Asia/Tokyo"])
    assert "Tokyo 05:00 Saturday 28 November 2026" in Visible(read(client, publish(app, events=[late]))).text


@pytest.mark.parametrize(("year", "utc"), [(2016, "2016-11-25T14:00:00+00:00"), (2026, "2026-11-25T13:00:00+00:00")])
def test_the_moment_is_that_of_the_clocks_in_that_year(app: Flask, client: FlaskClient, year: int, utc: str) -> None:
    page = read(client, publish(app, events=[strike(starts_local=at(year, 11, 25, 16))]))
    assert f'<time datetime="{utc}">' in page


def test_the_readers_own_time_waits_for_the_script(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, events=[strike()]))
    assert '<div class="yours" hidden>' in page
    assert '<time datetime="2026-11-27T13:00:00+00:00" data-your-time="{day} at {time}"></time>' in page


def test_past_events_stand_apart_and_cannot_be_planned(app: Flask, client: FlaskClient) -> None:
    past = strike(2, starts_local=at(2016, 11, 25, 16), titles={"en": "The first one"}, shown_zones=ZONES)
    page = Visible(read(client, publish(app, events=[strike(), past])))
    assert page.text.index("When and where") < page.text.index("What has been") < page.text.index("The first one")
    assert [link for link in page.links if link.endswith(".ics")] == ["/en/petitions/keep-the-ward-open/events/1.ics"]


def test_the_nearest_event_comes_first(app: Flask, client: FlaskClient) -> None:
    later = strike(1, starts_local=at(2027, 1, 1, 9), titles={"en": "The later one"})
    sooner = strike(2, titles={"en": "The sooner one"})
    page = Visible(read(client, publish(app, kind="call", events=[later, sooner])))
    assert page.text.index("The sooner one") < page.text.index("The later one")


def test_an_event_may_lead_to_its_own_page(app: Flask, client: FlaskClient) -> None:
    page = Visible(read(client, publish(app, events=[strike(url="https://square.example.org")])))
    assert "https://square.example.org" in page.links
