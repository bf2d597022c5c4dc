"""Previewing: a draft as its page will stand, for its team and for whoever is given the private link to it."""

from petition.models.petition import Petition, PetitionState
from petition.models.team import TeamState
from petition.services import petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone
from petition.services.private_links import PrivateLink

LINK = PrivateLink("preview", generation="preview_generation")
link_token = LINK.token


def renew_link(petition: Petition, *, by: str) -> None:
    """Make every link to the preview given out so far useless. Raises CannotChangeState where it has none any more."""
    petitions.wait_for(petition)
    if petition.is_public or petition.state is PetitionState.HIDDEN:
        raise CannotChangeState
    LINK.renew(petition, by=by, verb="renew preview link")


def look_up(token: str) -> Petition:
    """The petition that a private link leads to, opened or not.

    Raises PrivateLinkIsGone, also where it was hidden, or its team suspended.
    """
    petition = LINK.look_up(token)
    if petition.state is PetitionState.HIDDEN:
        raise PrivateLinkIsGone
    if petition.team.state is TeamState.SUSPENDED and not petition.is_public:
        raise PrivateLinkIsGone
    return petition
