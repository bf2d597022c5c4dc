"""What confirming asks of the database: few statements, and as many for everyone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.guarantees import keep_what_is_read, statements
from tests.reading import Mails, confirm, form_on, link_in, sign


@pytest.fixture(autouse=True)
def _keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_what_is_read(app, monkeypatch)


@pytest.fixture
def path(client: FlaskClient, petition: str, mails: Mails) -> str:
    """A mailed link whose page was read a moment ago, of somebody who agreed to news and has something to say."""
    sign(client, petition, petition_news="y", team_news="y", comment="For the night shift", comment_public="y")
    found = link_in(mails.newest())
    client.get(found)
    return found


def test_a_waiting_link_is_one_statement(app: Flask, client: FlaskClient, path: str) -> None:
    for browser in (client, app.test_client()):
        with statements(app) as sent:
            assert "data-submit-itself" in browser.get(path).text or browser is not client
        assert len(sent) == 1


@pytest.mark.parametrize(("comment", "most"), [("", 6), ("For the night shift", 7)])
@pytest.mark.parametrize("is_same_browser", [True, False])
def test_the_button_is_six_and_one_for_a_public_comment(
    app: Flask, client: FlaskClient, path: str, comment: str, most: int, is_same_browser: bool
) -> None:
    words = form_on(client.get(path), path) | {"comment": comment}
    browser = client if is_same_browser else app.test_client()
    with statements(app) as sent:
        assert browser.post(path, data=words).status_code == 303
    assert len(sent) == most


def test_you_are_counted_is_three_before_and_after_the_number_is_known(
    app: Flask, client: FlaskClient, path: str, mails: Mails
) -> None:
    confirm(client, path)
    with statements(app) as sent:
        assert "Your number follows in a moment" in client.get(path).text
    mails.all()
    with statements(app) as sent_later:
        assert "Yours is signature number 1." in client.get(path).text
    assert (len(sent), len(sent_later)) == (3, 3)


@pytest.mark.usefixtures("path")
def test_the_waiting_page_is_two(app: Flask, client: FlaskClient, petition: str) -> None:
    with statements(app) as sent:
        assert client.get(f"/en/petitions/{petition}/check-your-mail").status_code == 200
    assert len(sent) == 2
