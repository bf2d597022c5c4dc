import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import PetitionState
from petition.models.record import Audit
from petition.services import circulating, petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone
from tests.campaigns import letter
from tests.joining import circulates


def test_a_draft_circulates(database: None) -> None:
    made = circulates()
    assert (made.state, made.is_public, made.takes_signatories) == (PetitionState.CIRCULATING, False, True)
    assert circulating.look_up(circulating.link_token(made)) is made


def test_only_a_draft_can_begin_to(database: None) -> None:
    for made in (circulates(), letter("opened", opened=True)):
        with pytest.raises(CannotChangeState):
            circulating.start(made)


def test_the_link_is_the_same_each_time(database: None) -> None:
    made = circulates()
    assert circulating.link_token(made) == circulating.link_token(made)


def test_a_new_link_makes_those_given_out_useless(database: None) -> None:
    made = circulates()
    old = circulating.link_token(made)
    circulating.renew_link(made, by="alice")
    with pytest.raises(PrivateLinkIsGone):
        circulating.look_up(old)
    assert circulating.look_up(circulating.link_token(made)) is made
    assert db.session.execute(sa.select(Audit.actor, Audit.verb)).one() == ("alice", "renew private link")


def test_the_link_leads_on_once_it_is_open(database: None) -> None:
    made = circulates()
    petitions.open_now(made, languages=["en"])
    assert circulating.look_up(circulating.link_token(made)) is made


def test_a_draft_has_no_link(database: None) -> None:
    with pytest.raises(PrivateLinkIsGone):
        circulating.look_up(circulating.link_token(letter()))


@pytest.mark.parametrize("token", ["", "forged", "WyJ4IiwwXQ.AAAA", "\u0660", "a" * 5000])
def test_a_forged_link_leads_nowhere(database: None, token: str) -> None:
    with pytest.raises(PrivateLinkIsGone):
        circulating.look_up(token)
