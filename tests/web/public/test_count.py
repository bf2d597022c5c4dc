"""count.json: what pages, other sites and everyone who checks poll."""

from flask.testing import FlaskClient

from tests.making import make_petition
from tests.reading import Mails, confirm, link_in, sign


def path_of(slug: str) -> str:
    return f"/petitions/{slug}/count.json"


def test_it_says_the_newest_checkpoints_figures(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    answer = client.get(path_of(petition)).get_json()
    assert {name: answer[name] for name in ("count", "goal", "percent", "held", "withdrawn", "removed")} == {
        "count": 1,
        "goal": 1000,
        "percent": 0,
        "held": 0,
        "withdrawn": 0,
        "removed": 0,
    }
    assert answer["at"].endswith("+00:00")


def test_what_is_not_in_the_ledger_does_not_count_yet(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    assert client.get(path_of(petition)).get_json()["count"] == 0


def test_any_site_may_read_it_without_a_cookie(client: FlaskClient, petition: str) -> None:
    answer = client.get(path_of(petition), headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_it_is_kept_for_two_seconds(client: FlaskClient, petition: str) -> None:
    assert client.get(path_of(petition)).headers["Cache-Control"].startswith("public, max-age=2, s-maxage=2, ")


def test_it_is_not_sent_again_unchanged(client: FlaskClient, petition: str) -> None:
    tag = client.get(path_of(petition)).headers["ETag"]
    again = client.get(path_of(petition), headers={"If-None-Match": tag})
    assert tag.startswith('"')
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_another_count_has_another_tag(client: FlaskClient, petition: str, mails: Mails) -> None:
    tag = client.get(path_of(petition)).headers["ETag"]
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    again = client.get(path_of(petition), headers={"If-None-Match": tag})
    assert (again.status_code, again.get_json()["count"]) == (200, 1)


def test_strangers_learn_nothing_of_a_draft(client: FlaskClient, database: None) -> None:
    make_petition("draft", opened=False)
    assert client.get(path_of("draft")).status_code == 404
    assert client.get(path_of("no-such-petition")).status_code == 404
