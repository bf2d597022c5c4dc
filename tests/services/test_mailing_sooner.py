"""One update may be mailed although another was a short while ago, if those who run the site allow it."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.record import Audit
from petition.models.team import TeamState
from petition.services import mailing_sooner, publishing_updates, update_mailings
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed
from tests.mailings import mailed, published


def begin(update: object) -> None:
    mailing_sooner.begin(update, by="sam", reason="The vote is tomorrow")  # type: ignore[arg-type]


def test_it_goes_at_once(ward: Petition) -> None:
    mailed(ward)
    next_one = published(ward)
    assert mailing_sooner.not_mailed(ward, before=None) == ([next_one], False)
    begin(next_one)
    mailing = update_mailings.of(next_one)
    assert mailing
    assert mailing.begun_at == mailing.moved_at
    assert mailing_sooner.not_mailed(ward, before=None) == ([], False)
    line = db.session.scalars(sa.select(Audit).where(Audit.verb == "mail update sooner")).one()
    assert (line.actor, line.details["reason"]) == ("sam", "The vote is tomorrow")


def test_once(ward: Petition) -> None:
    news = published(ward)
    begin(news)
    with pytest.raises(CannotChangeState):
        begin(news)


def test_not_what_was_taken_down(ward: Petition) -> None:
    news = published(ward)
    publishing_updates.take_down(news, by="alice", reason="It was wrong")
    with pytest.raises(CannotChangeState):
        begin(news)


def test_never_where_signers_are_at_risk(ward: Petition) -> None:
    news = published(ward)
    ward.protection = Protection.DISCREET
    assert not mailing_sooner.can_begin(news)
    with pytest.raises(CannotBeMailed):
        begin(news)


def test_nothing_goes_out_in_the_name_of_a_suspended_team(ward: Petition) -> None:
    news = published(ward)
    ward.team.state = TeamState.SUSPENDED
    db.session.flush()
    assert not mailing_sooner.can_begin(news)
    with pytest.raises(CannotChangeState):
        begin(news)
