"""The link in each mail of news: looking ends nothing, one press does, also the mail program's."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import forgetting, unsubscribing
from tests.conftest import FakeClock
from tests.guarantees import assert_changes_nothing
from tests.making import sign_and_confirm

BOTH = (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(app: Flask, petition: str, load: Callable[[str], Petition]) -> str:
    """In a mail with news on the petition, to somebody who asked for the team's too."""
    with app.app_context():
        db.open_for_writing()
        made = sign_and_confirm(load(petition), consents=BOTH)
        db.session.commit()
        return f"/en/unsubscribe/{unsubscribing.link_token(made, ConsentPurpose.PETITION_NEWS)}"


def wanted(app: Flask) -> list[str]:
    with app.app_context():
        return [purpose.value for purpose in unsubscribing.wanted_by(db.session.query(Signature).one())]


def test_looking_ends_nothing(app: Flask, client: FlaskClient, link: str) -> None:
    assert_changes_nothing(app, lambda: client.get(link))
    assert "Send me no more of these mails" in client.get(link).get_data(as_text=True)


def test_one_press_ends_these_mails_alone(app: Flask, client: FlaskClient, link: str) -> None:
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, link)
    assert wanted(app) == ["team_news"]
    page = client.get(link).get_data(as_text=True)
    assert "Done. These mails come to you no more" in page
    assert "Send me no more" not in page


def test_a_mail_program_presses_from_anywhere(app: Flask, client: FlaskClient, link: str) -> None:
    elsewhere = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(link, data=ONE_CLICK, headers=elsewhere)
    assert (answer.status_code, answer.mimetype, answer.headers.get("Set-Cookie")) == (200, "text/plain", None)
    assert wanted(app) == ["team_news"]


def test_pressing_twice_is_once(app: Flask, client: FlaskClient, link: str) -> None:
    assert [client.post(link, data=ONE_CLICK).status_code for _ in range(2)] == [200, 200]
    assert_changes_nothing(app, lambda: client.post(link, data=ONE_CLICK))


def test_the_second_choice_ends_all_mail(app: Flask, client: FlaskClient, link: str) -> None:
    client.post(link, data={"what": "everything"})
    assert wanted(app) == []
    assert "No mail from this site comes to you any more" in client.get(link).get_data(as_text=True)


def test_once_the_address_is_deleted_there_is_nobody_to_write_to(
    app: Flask, client: FlaskClient, link: str, time: FakeClock
) -> None:
    time.move(days=600)
    with app.app_context():
        db.open_for_writing()
        forgetting.forget()
        db.session.commit()
    assert client.post(link, data=ONE_CLICK).status_code == 200
    assert "Never write to me again" not in client.get(link).get_data(as_text=True)


@pytest.mark.usefixtures("petition")
def test_a_link_that_was_cut_off_ends_nothing(app: Flask, client: FlaskClient, link: str) -> None:
    for method in (client.get, client.post):
        answer = method(link[:-3])
        assert (answer.status_code, "leads nowhere" in answer.get_data(as_text=True)) == (410, True)
