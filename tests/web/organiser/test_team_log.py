from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.record import Audit
from petition.models.signature import HoldRule
from petition.models.team import Team
from petition.services import auditing, team_log
from petition.web.log_line import SENTENCES
from tests.people import post

TEAM = "/en/organise/teams/ward-team"
LOG = f"{TEAM}/log"
SETTINGS = {
    "name": "Ward",
    "legal_name": "Ward e.V.",
    "postal_address": "1 Ward Street",
    "privacy_contact": "privacy@example.org",
    "accent": "#9c1f1f",
    "zone": "UTC",
    "retention_days": "365",
}


def lines(browser: FlaskClient, address: str = LOG) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def note(app: Flask, *verbs: str, **details: str) -> None:
    with app.app_context():
        db.open_for_writing()
        team = db.session.scalars(sa.select(Team).where(Team.slug == "ward-team")).one()
        for verb in verbs:
            auditing.record(verb, actor="gone", subject="gone", team_id=team.id, **details)
        db.session.commit()


def test_deeds_stand_there_as_sentences(
    app: Flask, alice: FlaskClient, bob: FlaskClient, sign_as: Callable[..., str]
) -> None:
    held = sign_as(name="Doubtful", doubts=(HoldRule.HONEYPOT,))
    with app.app_context():
        bobs = db.session.scalar(sa.select(Organiser.public_id).where(Organiser.name == "Bob"))
    post(bob, f"/en/organise/keep-the-ward-open/signatures/{held}/remove", reason="a <i>test</i>")
    post(bob, "/en/organise/keep-the-ward-open/exports", purpose="officials", form="csv").get_data()
    post(alice, f"{TEAM}/members/{bobs}/role", role="viewer")
    page = " ".join(lines(alice).split())
    assert '<bdi>Bob</bdi> removed a signature: <bdi lang="en">Keep the ward open</bdi>' in page
    assert "a &lt;i&gt;test&lt;/i&gt;" in page
    assert "<bdi>Bob</bdi> took a list (Names for the addressees)" in page
    assert "<bdi>Alice</bdi> gave <bdi>Bob</bdi> another role: Viewer instead of Editor" in page
    assert page.index("another role") < page.index("took a list") < page.index("removed a signature")


def test_a_change_names_what_was_changed(alice: FlaskClient) -> None:
    post(alice, f"{TEAM}/settings", **SETTINGS)
    assert "changed the team’s settings: Name of the team, Legal name" in lines(alice)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("verb", SENTENCES)
def test_there_is_a_sentence_for_each_deed(app: Flask, alice: FlaskClient, verb: str, language: str) -> None:
    note(app, verb, role="owner", was="viewer", purpose="officials", petition="gone", giving="gone", taking="gone")
    page = lines(alice, f"/{language}/organise/teams/ward-team/log")
    assert "%(" not in page
    assert f">{verb}<" not in page


def test_a_deed_without_a_sentence_is_named(app: Flask, alice: FlaskClient) -> None:
    note(app, "paint the <b>roof</b>")
    assert "Somebody whose account is gone" in lines(alice)
    assert "<bdi>paint the &lt;b&gt;roof&lt;/b&gt;</bdi>" in lines(alice)


def test_it_goes_on_to_earlier_lines(app: Flask, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_log, "PER_PAGE", 1)
    note(app, "early deed", "late deed")
    first = lines(alice)
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert ("late deed" in first, "early deed" in first) == (True, False)
    assert ("late deed" in lines(alice, older), "early deed" in lines(alice, older)) == (False, True)


@pytest.mark.parametrize("query", ["before=x", "before=-1", f"before={9**40}"])
def test_it_answers_every_query(app: Flask, alice: FlaskClient, query: str) -> None:
    note(app, "some deed")
    assert "some deed" in lines(alice, f"{LOG}?{query}")


def test_an_empty_log_says_what_will_stand_there(alice: FlaskClient) -> None:
    assert "Nothing has been noted yet" in lines(alice)


def test_it_shows_nothing_of_other_teams(app: Flask, alice: FlaskClient, charlie: FlaskClient) -> None:
    note(app, "some deed")
    assert "some deed" not in lines(charlie, "/en/organise/teams/strangers/log")


def test_who_may_look(
    client: FlaskClient, bob: FlaskClient, mona: FlaskClient, vera: FlaskClient, charlie: FlaskClient
) -> None:
    assert [browser.get(LOG).status_code for browser in (client, bob, mona, vera, charlie)] == [303, 200, 403, 403, 404]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_changes_a_line(app: Flask, alice: FlaskClient, method: str) -> None:
    note(app, "some deed")
    assert alice.open(LOG, method=method).status_code == 405
    with app.app_context():
        assert db.session.scalars(sa.select(Audit.verb)).all() == ["some deed"]
