from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.form import GoalStep
from petition.models.signature import HoldRule
from petition.services import mailing
from petition.web import formats
from tests.guarantees import statements
from tests.making import make_petition
from tests.reading import Mails, sign

PAGE = "/en/organise/keep-the-ward-open"
TITLE = "Keep the ward open"


def test_it_lists_the_teams_petitions(alice: FlaskClient) -> None:
    page = alice.get("/en/organise").get_data(as_text=True)
    assert TITLE in page
    assert ">open<" in page


def test_many_are_listed_by_as_many_statements_as_one(app: Flask, alice: FlaskClient) -> None:
    def asked() -> int:
        with statements(app) as sent:
            assert alice.get("/en/organise").status_code == 200
        return len(sent)

    asked()
    for_one = asked()
    with app.app_context():
        db.open_for_writing()
        for slug in ("another-ward", "a-third-ward"):
            make_petition(slug, goals=[GoalStep(target=100), GoalStep(target=1000)])
    assert asked() == for_one


def test_others_find_no_petition_of_theirs(charlie: FlaskClient) -> None:
    page = charlie.get("/en/organise").get_data(as_text=True)
    assert TITLE not in page
    assert "no petition yet" in page


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_speaks_the_readers_language(alice: FlaskClient, language: str) -> None:
    page = alice.get(f"/{language}/organise/keep-the-ward-open").get_data(as_text=True)
    assert f'<html lang="{language}"' in page


def test_team_mates_see_the_figures(bob: FlaskClient, mona: FlaskClient, vera: FlaskClient) -> None:
    assert [browser.get(PAGE).status_code for browser in (bob, mona, vera)] == [200, 200, 200]


def test_only_who_may_is_offered_an_export(bob: FlaskClient, mona: FlaskClient) -> None:
    assert b'/exports"' in bob.get(PAGE).data
    assert b'/exports"' not in mona.get(PAGE).data


def test_charlie_finds_nothing(charlie: FlaskClient) -> None:
    assert charlie.get(PAGE).status_code == 404


def test_small_countries_are_left_out(alice: FlaskClient, sign_as: Callable[..., str], mails: Mails) -> None:
    for number in range(20):
        sign_as(name=f"Signer {number}", country="LB" if number < 19 else "SY")
    mails.all()
    page = alice.get(PAGE).get_data(as_text=True)
    assert "Syria" not in page
    assert "Lebanon" not in page
    assert "2 more are left out" in page


def test_large_countries_are_shown(alice: FlaskClient, sign_as: Callable[..., str], mails: Mails) -> None:
    for number in range(20):
        sign_as(name=f"Signer {number}")
    mails.all()
    assert "Lebanon" in alice.get(PAGE).get_data(as_text=True)


def test_it_tells_what_waits(alice: FlaskClient, client: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign(client, "keep-the-ward-open")
    sign_as(name="Doubtful", doubts=(HoldRule.HONEYPOT,))
    page = " ".join(alice.get(PAGE).get_data(as_text=True).split())
    assert "<dt>Not confirmed yet</dt><dd>1</dd>" in page
    assert "<dt>Held for review</dt><dd>1 <a" in page


def test_who_may_decide_reads_who_waits_and_since_when(
    alice: FlaskClient, vera: FlaskClient, sign_as: Callable[..., str]
) -> None:
    for name in ("Doubtful", "Doubted"):
        sign_as(name=name, doubts=(HoldRule.HONEYPOT,))
    today = formats.day_in(clock.now(), "Asia/Damascus")
    assert f"2 signatures wait for your decision, the oldest since {today}" in alice.get(PAGE).get_data(as_text=True)
    listed = alice.get("/en/organise").get_data(as_text=True)
    assert "2 wait<" in listed
    assert f"since {today}" in listed
    for place in (PAGE, "/en/organise"):
        assert f"since {today}" not in vera.get(place).get_data(as_text=True)


def test_it_tells_what_the_mail_server_said(app: Flask, alice: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as(name="Unreachable")
    with app.app_context():
        db.open_for_writing()
        [mail] = mailing.claim(5)
        mailing.refused(mail, "550 5.1.1 <rima@example.org> has no mailbox here")
        db.session.commit()
    page = alice.get(PAGE).get_data(as_text=True)
    assert "550 5.1.1 &lt;…@example.org&gt; has no mailbox here" in page


def test_the_figures_agree_with_the_count(alice: FlaskClient, sign_as: Callable[..., str], mails: Mails) -> None:
    sign_as()
    mails.all()
    page = " ".join(alice.get(PAGE).get_data(as_text=True).split())
    assert "<dt>Counted</dt><dd>1</dd>" in page
    assert "Nothing has happened yet" not in page
