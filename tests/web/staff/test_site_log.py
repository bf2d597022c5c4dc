"""The site's log as those who run it read it."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.record import Audit
from petition.models.team import Team
from petition.services import auditing, site_log
from tests.people import post

LOG = "/en/staff/log"


def note(app: Flask, verb: str, *, actor: str = "gone", subject: str = "gone", in_team: bool = False) -> None:
    with app.app_context():
        db.open_for_writing()
        team_id = db.session.scalars(sa.select(Team.id).limit(1)).one() if in_team else None
        auditing.record(verb, actor=actor, subject=subject, team_id=team_id)
        db.session.commit()


def lines(browser: FlaskClient, address: str = LOG) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_it_says_what_was_decided_about_the_site(sam: FlaskClient) -> None:
    post(sam, "/en/staff/settings/updates.mail_hours", value="24")
    post(sam, "/en/staff/mailboxes/stop", mail="quiet@example.org", reason="asked by telephone")
    page = lines(sam)
    setting = "<bdi>Hours between two mailed updates of one petition</bdi>"
    assert f"<bdi>Sam</bdi> changed a setting of the site: {setting}. Before: <bdi>72</bdi>" in page
    assert "<bdi>Sam</bdi> had a mailbox never written to again" in page
    assert "<bdi>asked by telephone</bdi>" in page
    assert "quiet@" not in page


def test_it_names_the_team_of_a_line(app: Flask, sam: FlaskClient, alice: FlaskClient) -> None:
    note(app, "make team", in_team=True)
    assert "· <bdi>Ward Team</bdi>" in lines(sam)


def test_it_says_who_hid_a_petition_though_its_team_does_not_learn_it(
    app: Flask, sam: FlaskClient, alice: FlaskClient, petition: str
) -> None:
    post(sam, f"/en/staff/petitions/{petition}/hide", reason="It names somebody")
    assert "<bdi>Sam</bdi> took a petition from view" in lines(sam)
    team = lines(alice, "/en/organise/teams/ward-team/log")
    assert "Those who run this site took it from view" in team
    assert "Sam" not in team


def test_one_verb_may_mean_two_things(app: Flask, sam: FlaskClient, alice: FlaskClient) -> None:
    note(app, "restore", in_team=True)
    note(app, "restore", actor=auditing.COMMAND_LINE)
    page = lines(sam)
    assert "Whoever runs this site</bdi> put a backup in the place of the database" in page
    assert "restored a signature" in page


def test_what_is_chosen_stays_chosen_on_the_next_page(
    app: Flask, sam: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_log, "PER_PAGE", 1)
    for actor in ("system", "command line", "system"):
        note(app, f"deed of the {actor}", actor=actor)
    first = lines(sam, f"{LOG}?by=system&day=2199-12-31")
    assert '<option value="system" selected>' in first
    assert 'value="2199-12-31"' in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "by=system&day=2199-12-31" in older
    second = lines(sam, older)
    assert ("deed of the system" in second, "deed of the command line" in second) == (True, False)


@pytest.mark.parametrize("query", ["by=nobody", "day=soon", "day=0001-01-01", "day=9999-12-31", "before=x"])
def test_it_answers_every_query(app: Flask, sam: FlaskClient, query: str) -> None:
    note(app, "some deed")
    assert "Log" in lines(sam, f"{LOG}?{query}")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_changes_a_line(app: Flask, sam: FlaskClient, method: str) -> None:
    note(app, "some deed")
    assert sam.open(LOG, method=method).status_code == 405
    with app.app_context():
        assert db.session.scalars(sa.select(Audit.verb)).all() == ["some deed"]
