import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.backends.mail import mailer_from_url
from tests.reading import LINK, Mails, sign


def test_a_newcomer_finds_the_mail_and_its_link(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    mails.all()
    page = client.get("/mailbox").get_data(as_text=True)
    assert "rima@example.org" in page
    path = page.split('href="')
    name = next(part.split('"')[0] for part in path if "/mailbox/" in part.split('"')[0])
    assert any("/confirm/" in link for link in LINK.findall(client.get(name).get_data(as_text=True)))


def test_the_html_part_runs_nothing(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    mails.all()
    [name] = mails.names()
    answer = client.get(f"/mailbox/{name}/html")
    assert answer.status_code == 200
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_empty_mailbox_says_what_to_do(client: FlaskClient) -> None:
    assert "Sign a petition" in client.get("/mailbox").get_data(as_text=True)


@pytest.mark.parametrize("name", ["x", "..%2f..%2fsecret_key", "%2e%2e", "a" * 32 + ".eml", "secret_key"])
def test_no_other_file_can_be_read(client: FlaskClient, petition: str, name: str) -> None:
    assert client.get(f"/mailbox/{name}").status_code == 404
    assert client.get(f"/mailbox/{name}/html").status_code == 404


def test_it_is_not_there_where_mails_really_go(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "petition.mailer", mailer_from_url("smtp://127.0.0.1:1"))
    for path in ("/mailbox", "/mailbox/" + "a" * 32 + ".eml"):
        assert client.get(path).status_code == 404
