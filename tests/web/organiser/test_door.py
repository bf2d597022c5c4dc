import pytest
from flask.testing import FlaskClient

from tests.people import post

PAGES = ["", "/keep-the-ward-open", "/keep-the-ward-open/signatures"]
DEEDS = ["/keep-the-ward-open/exports", "/keep-the-ward-open/signatures/x/release"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient, petition: str, page: str) -> None:
    answer = client.get(f"/organise{page}", headers={"Accept-Language": "ar-TN"})
    assert answer.status_code == 303
    assert answer.location.startswith("/ar/login?next=")


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_post_nothing(client: FlaskClient, petition: str, deed: str) -> None:
    answer = client.post(f"/en/organise{deed}")
    assert (answer.status_code, answer.location) == (303, "/en/login")


@pytest.mark.parametrize("deed", DEEDS)
def test_a_post_from_elsewhere_is_refused(alice: FlaskClient, deed: str) -> None:
    assert alice.post(f"/en/organise{deed}").status_code == 400


def test_nothing_is_kept_by_browsers(alice: FlaskClient) -> None:
    for page in PAGES:
        assert alice.get(f"/en/organise{page}").headers["Cache-Control"] == "no-store"


def test_an_unknown_petition_is_like_a_foreign_one(alice: FlaskClient, charlie: FlaskClient) -> None:
    unknown, foreign = alice.get("/en/organise/nothing-here"), charlie.get("/en/organise/keep-the-ward-open")
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert post(alice, "/en/organise/nothing-here/exports").status_code == 404
