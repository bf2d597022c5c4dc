import base64

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from petition.models.columns import new_public_id
from petition.web.public import waiting_cookie
from tests.conftest import FakeClock
from tests.reading import sign


def test_its_attributes(client: FlaskClient, petition: str) -> None:
    cookie = sign(client, petition).headers["Set-Cookie"]
    for part in ("waiting=", "Max-Age=86400", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie


def test_its_length_is_fixed_and_it_tells_nothing(app: Flask) -> None:
    values = []
    with app.test_request_context():
        for _ in range(20):
            response = Response()
            public_id = new_public_id()
            waiting_cookie.put(response, public_id, is_discreet=False)
            values.append(response.headers["Set-Cookie"].split(";")[0])
            assert public_id not in values[-1]
            assert public_id.encode() not in base64.urlsafe_b64decode(values[-1].removeprefix("waiting="))
    assert len({len(value) for value in values}) == 1


RUBBISH = base64.b64encode(b"\0\1" + b"x" * 50).decode()


@pytest.mark.parametrize("forged", ["", "x", "é", "AAAA", "A" * 70, "=" * 10, RUBBISH])
def test_a_forged_cookie_names_nothing(app: Flask, forged: str) -> None:
    with app.test_request_context(headers={"Cookie": f"waiting={forged}"}):
        assert waiting_cookie.named() is None
        assert waiting_cookie.submission() is None


def test_it_comes_back_as_it_went(app: Flask) -> None:
    public_id = new_public_id()
    response = Response()
    with app.test_request_context():
        waiting_cookie.put(response, public_id, is_discreet=False)
    with app.test_request_context(headers={"Cookie": response.headers["Set-Cookie"].split(";")[0]}):
        assert waiting_cookie.named() == public_id


def test_it_is_good_for_a_day_whatever_the_browser_keeps(app: Flask, time: FakeClock) -> None:
    response = Response()
    with app.test_request_context():
        waiting_cookie.put(response, public_id := new_public_id(), is_discreet=False)
    kept = response.headers["Set-Cookie"].split(";")[0]
    with app.test_request_context(headers={"Cookie": kept}):
        time.move(hours=23)
        assert (waiting_cookie.named(), waiting_cookie.named(within=waiting_cookie.LATELY)) == (public_id, None)
        time.move(hours=2)
        assert waiting_cookie.named() is None
