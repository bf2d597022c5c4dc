"""The link at the foot of mails: looking changes nothing, a tick and a press stop all mails, one press begins them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.outbox import SuppressionReason
from petition.services import identity, own_mailbox, suppressing
from tests.guarantees import assert_changes_nothing
from tests.reading import Mails, link_in, sign

RIMA = "rima@example.org"


@pytest.fixture
def foot(client: FlaskClient, petition: str, mails: Mails) -> str:
    """In the mail that asks to confirm."""
    sign(client, petition)
    return link_in(mails.newest(), "/mails/")


@pytest.fixture
def suppress(app: Flask) -> Callable[[SuppressionReason], None]:
    def do(reason: SuppressionReason) -> None:
        with app.app_context():
            db.open_for_writing()
            suppressing.suppress(RIMA, reason)
            db.session.commit()

    return do


def test_looking_changes_nothing_and_says_what_waits(app: Flask, client: FlaskClient, foot: str) -> None:
    assert_changes_nothing(app, lambda: client.get(foot))
    page = client.get(foot)
    assert "no mail to this address is held back" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


def test_a_button_alone_stops_nothing(client: FlaskClient, foot: str) -> None:
    refused = client.post(f"{foot}/stop")
    assert refused.status_code == 422
    assert "Tick this if you want no more mail from us" in refused.get_data(as_text=True)


def test_no_mail_comes_from_then_on_until_it_is_begun_again(
    client: FlaskClient, petition: str, foot: str, mails: Mails
) -> None:
    assert client.post(f"{foot}/stop", data={"never_again": "y"}).location == foot
    assert "No mail from this site comes to this address." in client.get(foot).get_data(as_text=True)
    sign(client, petition, mail=RIMA, name="Rima H.")
    assert len(mails.all()) == 1
    assert client.post(f"{foot}/begin").location == foot
    assert "Never write to this address again" in client.get(foot).get_data(as_text=True)


def test_who_takes_no_mail_is_told_so(
    client: FlaskClient, foot: str, suppress: Callable[[SuppressionReason], None]
) -> None:
    suppress(SuppressionReason.BOUNCED)
    page = client.get(foot).get_data(as_text=True)
    assert "came back" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_forged_link_is_gone(client: FlaskClient) -> None:
    for answer in (client.get("/en/mails/forged"), client.post("/en/mails/forged/stop")):
        assert answer.status_code == 410
        assert "This link no longer works" in answer.get_data(as_text=True)


def test_a_link_of_one_mailbox_says_nothing_of_another(app: Flask, foot: str, client: FlaskClient) -> None:
    with app.app_context():
        other = own_mailbox.link_token(identity.mailbox_index("omar@example.org"))
    client.post(f"{foot}/stop", data={"never_again": "y"})
    assert "Stop all mails" in client.get(f"/en/mails/{other}").get_data(as_text=True)
