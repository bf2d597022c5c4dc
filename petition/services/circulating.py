"""Circulating: a text that only those with its private link can read, until it opens."""

from petition.models.petition import Petition, PetitionState
from petition.services import petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone
from petition.services.private_links import PrivateLink

LINK = PrivateLink("circulating", generation="circulation")
link_token = LINK.token


def start(petition: Petition) -> None:
    """Let those with the private link read it and ask to be listed. Raises CannotChangeState."""
    if petition.state is not PetitionState.DRAFT:
        raise CannotChangeState
    petition.state = PetitionState.CIRCULATING


def renew_link(petition: Petition, *, by: str) -> None:
    """Make every private link given out so far useless; those to the preview stay good. Raises CannotChangeState."""
    petitions.wait_for(petition)
    if not _can_be_read(petition):
        raise CannotChangeState
    LINK.renew(petition, by=by, verb="renew private link")


def look_up(token: str) -> Petition:
    """The petition that a private link leads to: circulating, public by now, or hidden. Raises PrivateLinkIsGone."""
    petition = LINK.look_up(token)
    if not (_can_be_read(petition) or petition.state is PetitionState.HIDDEN):
        raise PrivateLinkIsGone
    return petition


def _can_be_read(petition: Petition) -> bool:
    return petition.is_public or petition.circulates
