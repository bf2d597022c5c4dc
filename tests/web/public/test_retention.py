"""What is forgotten, when, and how much of it: read by everyone, and pointing at nobody."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.services import forgotten
from petition.services.forgotten import What
from tests.conftest import FakeClock

SEPTEMBER = datetime(2026, 9, 20, tzinfo=UTC)
OCTOBER, NOVEMBER = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 3, 8, tzinfo=UTC)


def note(app: Flask, **numbers: int) -> None:
    with app.app_context():
        db.open_for_writing()
        counts: Mapping[What, int] = dict.fromkeys(What, 0) | {What[name.upper()]: n for name, n in numbers.items()}
        forgotten.note(counts)
        forgotten.note_run()
        db.session.commit()


def page(client: FlaskClient) -> str:
    return " ".join(client.get("/en/retention").get_data(as_text=True).split())


def test_it_tells_of_months_that_are_over(app: Flask, client: FlaskClient, time: FakeClock) -> None:
    time.now = OCTOBER
    note(app, forms=1200)
    note(app, forms=34)
    time.now = NOVEMBER
    note(app, forms=500)
    told = page(client)
    assert "Deleted in October 2026: 1,234. In twelve months: 1,234." in told
    assert "3 November 2026, 08:00" in told


def test_it_tells_no_small_numbers(app: Flask, client: FlaskClient, time: FakeClock) -> None:
    time.now = OCTOBER
    note(app, identities=3)
    time.now = NOVEMBER
    assert "Deleted in October 2026: fewer than 5." in page(client)


def test_small_numbers_are_not_found_out_by_subtraction(app: Flask, client: FlaskClient, time: FakeClock) -> None:
    time.now = SEPTEMBER
    note(app, identities=7)
    time.now = OCTOBER
    note(app, identities=1, forms=2)
    time.now = NOVEMBER
    told = page(client)
    assert "In twelve months: more than 7." in told
    assert "In twelve months: fewer than 5 each month." in told


def test_it_is_there_before_anything_was_forgotten(app: Flask, client: FlaskClient) -> None:
    assert "has not looked" in page(client)
