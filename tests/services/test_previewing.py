"""The private link to a preview: what it leads to, and when it ends."""

from collections.abc import Callable

import pytest

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.team import TeamState
from petition.services import circulating, handing_over, petitions, previewing
from petition.services.errors import CannotChangeState, PrivateLinkIsGone
from tests.making import draft, make_team

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ward() -> Petition:
    made = draft()
    db.session.flush()
    return made


def opened(petition: Petition) -> None:
    petitions.open_now(petition, languages=["en"])


@pytest.mark.parametrize("become", [lambda _ward: None, circulating.start, opened])
def test_it_leads_to_the_petition(ward: Petition, become: Callable[[Petition], None]) -> None:
    token = previewing.link_token(ward)
    become(ward)
    db.session.flush()
    assert previewing.look_up(token) is ward


def test_it_is_the_same_each_time(ward: Petition) -> None:
    assert previewing.link_token(ward) == previewing.link_token(ward)


def renewed(petition: Petition) -> None:
    previewing.renew_link(petition, by="alice")


def hidden(petition: Petition) -> None:
    circulating.start(petition)
    petitions.hide(petition, reason="a test entry")


@pytest.mark.parametrize("become", [renewed, hidden])
def test_it_ends(ward: Petition, become: Callable[[Petition], None]) -> None:
    token = previewing.link_token(ward)
    become(ward)
    db.session.flush()
    with pytest.raises(PrivateLinkIsGone):
        previewing.look_up(token)


def test_no_other_link_is_good_for_it(ward: Petition) -> None:
    for token in ("forged", "", circulating.link_token(ward)):
        with pytest.raises(PrivateLinkIsGone):
            previewing.look_up(token)


def test_a_preview_s_link_lets_nobody_join(ward: Petition) -> None:
    circulating.start(ward)
    db.session.flush()
    with pytest.raises(PrivateLinkIsGone):
        circulating.look_up(previewing.link_token(ward))


def test_each_of_the_two_private_links_is_renewed_alone(ward: Petition) -> None:
    circulating.start(ward)
    db.session.flush()
    preview, circulates = previewing.link_token(ward), circulating.link_token(ward)
    circulating.renew_link(ward, by="alice")
    assert previewing.look_up(preview) is ward
    with pytest.raises(PrivateLinkIsGone):
        circulating.look_up(circulates)
    circulates = circulating.link_token(ward)
    previewing.renew_link(ward, by="alice")
    assert circulating.look_up(circulates) is ward


def test_what_is_public_has_no_preview_to_renew(ward: Petition) -> None:
    opened(ward)
    with pytest.raises(CannotChangeState):
        previewing.renew_link(ward, by="alice")


def test_the_former_team_does_not_keep_it(ward: Petition) -> None:
    token = previewing.link_token(ward)
    handing_over.hand_over(ward, make_team("ridge"), by="alice")
    with pytest.raises(PrivateLinkIsGone):
        previewing.look_up(token)


def test_a_suspended_team_shows_nothing(ward: Petition) -> None:
    ward.team.state = TeamState.SUSPENDED
    db.session.flush()
    with pytest.raises(PrivateLinkIsGone):
        previewing.look_up(previewing.link_token(ward))
