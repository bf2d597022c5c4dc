"""The mails about a petition that staff look at before it opens: what they say, and what is left to the workspace."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, Protection
from petition.models.team import TeamRole
from petition.services import organisers, petition_reviews, policy
from tests.making import draft
from tests.people import make_organiser
from tests.reading import Mails, link_in, text_of
from tests.worker.test_writing import everything_in, html_of

SLUG = "keep-the-ward-open"
WORDS = "Whose ward?"


def sent(at: Any = None, **values: Any) -> Petition:
    policy.PETITION_REVIEW.decide("on")
    made = draft(SLUG, zone="UTC", **values)
    organisers.add_to_team(make_organiser("alice"), made.team, TeamRole.OWNER)
    petition_reviews.send(made, at, by="alice")
    db.session.flush()
    return made


@pytest.mark.parametrize(("days", "says"), [(None, "Everyone can read it now."), (3, "It opens by itself on")])
def test_a_team_learns_what_came_of_it(app: Flask, mails: Mails, days: int | None, says: str) -> None:
    with app.app_context():
        db.open_for_writing()
        at = (clock.now() + timedelta(days=days)).replace(tzinfo=None) if days else None
        petition_reviews.approve(sent(at), by="sam")
        db.session.commit()
    [mail] = mails.all()
    assert mail["Subject"] == "It was approved: Keep the ward open"
    assert says in text_of(mail)
    assert says in html_of(mail)
    assert link_in(mail, f"/en/organise/{SLUG}/check")


@pytest.mark.parametrize("protection", Protection)
def test_what_staff_wrote_stands_in_the_workspace_alone(app: Flask, mails: Mails, protection: Protection) -> None:
    with app.app_context():
        db.open_for_writing()
        petition_reviews.give_back(sent(protection=protection), by="sam", words=WORDS)
        db.session.commit()
    [mail] = mails.all()
    assert WORDS not in everything_in(mail)
    assert ("ward" in everything_in(mail).lower()) == (protection is Protection.NORMAL)
    assert link_in(mail, "/organise")


def test_staff_learn_that_something_waits_and_not_what(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        make_organiser("sam", is_staff=True)
        sent()
        db.session.commit()
    [mail] = mails.all()
    assert (mail["To"], mail["Subject"]) == ("sam@example.org", "Something waits for your decision")
    assert "ward" not in everything_in(mail).lower()
    assert link_in(mail, "/en/staff/decisions")
