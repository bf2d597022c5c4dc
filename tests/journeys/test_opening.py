"""From a draft to a corrected petition whose ledger knows of the correction, as a team lives it without script."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.services import revisions
from tests.making import draft
from tests.people import browser_of, post
from tests.reading import Mails, confirm, form_on, link_in, sign

SLUG = "keep-the-ward-open"
PLACE = f"/en/organise/{SLUG}"
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(20))


@pytest.fixture
def alice(app: Flask) -> FlaskClient:
    """Her browser; her team has a draft."""
    with app.app_context():
        db.open_for_writing()
        revisions.write(draft(SLUG), "en", {"text": TEXT})
        db.session.commit()
    return browser_of(app, "alice")


def put_name_under(client: FlaskClient, mails: Mails, name: str) -> None:
    mail = f"{name.lower()}@example.org"
    sign(client, SLUG, name=name, mail=mail)
    confirm(client, link_in(mails.to(mail)[0]))
    mails.all()


def press(browser: FlaskClient, verb: str) -> None:
    """Go to the page that says what will happen, and press its button."""
    page = f"{PLACE}/{verb}"
    assert browser.post(page, data=form_on(browser.get(page), f"/{verb}")).status_code == 303


def test_a_draft_is_opened_signed_corrected_signed_and_closed(
    app: Flask, alice: FlaskClient, client: FlaskClient, mails: Mails
) -> None:
    press(alice, "open")
    put_name_under(client, mails, "Rima")
    page = f"{PLACE}/revise/en"
    typed = {"text": TEXT.replace("two", "three", 1), "reason": "A number was wrong"}
    assert post(alice, page, **form_on(alice.get(page), "/revise/en") | typed).status_code == 303
    put_name_under(client, mails, "Omar")
    press(alice, "close")
    mails.all()
    public = f"/en/petitions/{SLUG}"
    assert client.get(f"{public}/count.json").get_json()["count"] == 2
    assert "A number was wrong" in client.get(f"{public}/revisions").get_data(as_text=True)
    assert app.test_cli_runner().invoke(args=["petition", "verify-count"]).exit_code == 0
