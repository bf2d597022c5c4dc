import pytest
from flask.testing import FlaskClient

from tests.reading import Mails, confirm, link_in, sign


def test_the_front_page_speaks_the_browsers_language(client: FlaskClient, petition: str) -> None:
    for accepted, language in (("ar-TN,ar;q=0.9", "ar"), ("fr-CH", "fr"), ("de", "en"), ("", "en")):
        answer = client.get("/", headers={"Accept-Language": accepted})
        assert (answer.status_code, answer.location) == (302, f"/{language}/")
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(("search", "found"), [("", True), ("ward", True), ("hospital", False), ("<i>\0", False)])
def test_it_lists_and_finds_open_petitions(client: FlaskClient, petition: str, search: str, found: bool) -> None:
    page = client.get("/en/petitions", query_string={"q": search}).get_data(as_text=True)
    assert (f"/en/petitions/{petition}" in page) is found
    assert "<i>" not in page


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", ""])
def test_any_page_number_is_answered(client: FlaskClient, petition: str, number: str) -> None:
    assert client.get(f"/en/petitions?page={number}").status_code == 200


def test_public_names_and_comments_keep_their_lines_and_are_not_indexed(
    client: FlaskClient, petition: str, mails: Mails
) -> None:
    typed = {"give_name_to": "public", "comment": "one\n<i>two</i>", "comment_public": "y"}
    sign(client, petition, **typed)
    confirm(client, link_in(mails.newest()))
    mails.all()
    answer = client.get(f"/en/petitions/{petition}/signatures")
    page = answer.get_data(as_text=True)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Rima Haddad" in page
    assert "&lt;i&gt;two&lt;/i&gt;" in page
    assert "one\n&lt;i" not in page


@pytest.mark.parametrize("before", ["0", "-5", "x", "99999999999999999999999"])
def test_any_place_to_go_on_from_is_answered(client: FlaskClient, petition: str, before: str) -> None:
    assert client.get(f"/en/petitions/{petition}/signatures?before={before}").status_code == 200


def test_a_team_has_a_page(client: FlaskClient, petition: str) -> None:
    page = client.get("/en/teams/ward-team").get_data(as_text=True)
    assert "Ward Team e.V." in page
    assert f"/en/petitions/{petition}" in page
    assert client.get("/en/teams/others").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_privacy_is_explained(client: FlaskClient, language: str) -> None:
    assert client.get(f"/{language}/privacy").status_code == 200
