"""Looking up what a mail address has signed."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from petition.extensions import db
from petition.models.petition import NameAudience, Petition, Protection
from petition.web.organiser import looking_up
from tests.people import post

PLACE = "/en/organise/keep-the-ward-open/look-up"

SignAs = Callable[..., str]


@pytest.fixture
def signed(sign_as: SignAs) -> str:
    return sign_as(name="Rima Haddad", address="rima@example.org")


def asked(browser: FlaskClient, mail: str = "rima@example.org") -> tuple[int, str]:
    answer = post(browser, PLACE, mail=mail)
    return answer.status_code, answer.get_data(as_text=True)


def test_it_leads_to_what_was_signed(mona: FlaskClient, signed: str) -> None:
    status, page = asked(mona, " RIMA@example.org")
    assert status == 200
    assert f"/signatures/{signed}" in page
    assert "Rima Haddad" in page


def test_a_name_that_nobody_gets_stays_so(alice: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="Secret Name", address="rima@example.org", give_name_to=NameAudience.NOBODY)
    _status, page = asked(alice)
    assert "A signature without a name" in page
    assert "Secret Name" not in page


def test_nothing_found_says_what_that_can_mean(bob: FlaskClient, signed: str) -> None:
    status, page = asked(bob, "nobody@example.org")
    assert (status, "Nothing was found" in page, "21 days" in page) == (200, True, True)


@pytest.mark.parametrize("mail", ["", "no address", "@"])
def test_it_needs_an_address(alice: FlaskClient, mail: str) -> None:
    status, page = asked(alice, mail)
    assert (status, 'id="mail-error"' in page, f'value="{mail}"' in page) == (422, True, True)


def test_nobody_tries_lists_of_addresses(alice: FlaskClient, signed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "MOST_A_DAY", parse("2 per day"))
    assert [asked(alice)[0] for _ in range(3)] == [200, 200, 429]
    assert "You looked up very many" in asked(alice)[1]


def test_where_signers_are_at_risk_not_everyone_may_ask(
    app: Flask, bob: FlaskClient, mona: FlaskClient, signed: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    assert (asked(mona)[0], mona.get(PLACE).status_code, asked(bob)[0]) == (403, 403, 200)
    assert "Look up a mail address" not in mona.get(PLACE.replace("look-up", "signatures")).get_data(as_text=True)


def test_the_address_stands_in_no_address(alice: FlaskClient, signed: str) -> None:
    assert "rima%40" not in asked(alice)[1]
    assert "Rima Haddad" not in alice.get(f"{PLACE}?mail=rima@example.org").get_data(as_text=True)
