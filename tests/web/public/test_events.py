"""Calendar files of a petition's events."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.services import petitions
from tests.calendars import ReadEvent, event_of, zones_of
from tests.campaigns import strike
from tests.making import at, make_petition

STRIKES = [(1, datetime(2016, 11, 25, 14, tzinfo=UTC)), (2, datetime(2026, 11, 27, 13, tzinfo=UTC))]
BEFORE = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def call(app: Flask) -> str:
    """A petition with the strike of 2016, over, and that of 2026, which has a page of its own."""
    with app.app_context():
        db.open_for_writing()
        past = strike(1, starts_local=at(2016, 11, 25, 16))
        return make_petition(events=[past, strike(2, url="https://strike.example.org/")])


def event_at(client: FlaskClient, path: str) -> ReadEvent:
    answer = client.get(path)
    assert answer.status_code == 200
    return event_of(answer.get_data())


@pytest.mark.parametrize(("number", "moment"), STRIKES)
def test_the_file_tells_the_hour_with_its_zone(client: FlaskClient, call: str, number: int, moment: datetime) -> None:
    file = client.get(f"/en/petitions/{call}/events/{number}.ics").get_data()
    event, told = event_of(file), zones_of(file)["Asia/Damascus"]
    assert (event.zone, event.starts.hour) == ("Asia/Damascus", 16)
    assert event.starts.astimezone(UTC) == event.starts.replace(tzinfo=told).astimezone(UTC) == moment
    assert event.ends - event.starts == timedelta(minutes=30)


def test_it_speaks_the_language_of_the_address(client: FlaskClient, call: str) -> None:
    english = event_at(client, f"/en/petitions/{call}/events/1.ics")
    arabic = event_at(client, f"/ar/petitions/{call}/events/1.ics")
    assert (english.summary, english.location) == ("Thirty minutes, for them", "Bab Square")
    assert (arabic.summary, arabic.location) == ("ثلاثون دقيقة من أجلهم", "ساحة الباب")
    assert (arabic.language, arabic.uid) == ("ar", english.uid)


def test_it_leads_to_the_events_page_or_else_to_the_petitions(client: FlaskClient, call: str) -> None:
    first = event_at(client, f"/en/petitions/{call}/events/1.ics")
    second = event_at(client, f"/en/petitions/{call}/events/2.ics")
    assert first.url.endswith(f"/en/petitions/{call}")
    assert second.url == "https://strike.example.org/"
    assert second.description.startswith("Lay down your tools.\n\nKeep the ward open\n\nhttp")


def test_it_is_a_file_that_anyone_may_keep(client: FlaskClient, call: str) -> None:
    answer = client.get(f"/en/petitions/{call}/events/1.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{call}-1.ics"'
    assert answer.headers["Cache-Control"].startswith("public")
    again = client.get(f"/en/petitions/{call}/events/1.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_one_file_holds_all_that_is_to_come(client: FlaskClient, call: str) -> None:
    with clock.pretending(BEFORE):
        event = event_at(client, f"/en/petitions/{call}/events.ics")
    assert event.starts.year == 2026
    with clock.pretending(BEFORE + timedelta(days=30)):
        assert client.get(f"/en/petitions/{call}/events.ics").status_code == 404


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_there_is_none_where_there_is_no_event(client: FlaskClient, call: str, number: str) -> None:
    assert client.get(f"/en/petitions/{call}/events/{number}.ics").status_code == 404
    assert client.get(f"/en/petitions/nowhere/events/{number}.ics").status_code == 404


def test_a_hidden_petition_has_no_calendar(app: Flask, client: FlaskClient, call: str) -> None:
    with app.app_context():
        db.open_for_writing()
        petitions.hide(petitions.by_slug(call), reason="Doubts.")  # type: ignore[arg-type]
        db.session.commit()
    assert client.get(f"/en/petitions/{call}/events/1.ics").status_code == 410


def test_the_page_offers_one_file_only_where_there_are_several(app: Flask, client: FlaskClient, call: str) -> None:
    with app.app_context():
        db.open_for_writing()
        several = make_petition("several", events=[strike(1), strike(2, minutes=60)])
    with clock.pretending(BEFORE):
        pages = [client.get(f"/en/petitions/{slug}").get_data(as_text=True) for slug in (call, several)]
    assert ["events.ics" in page for page in pages] == [False, True]
