"""Previewing: a draft as its page will stand, for its team and for whoever is given the private link to it."""

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.petition import Petition, PetitionState
from petition.models.team import TeamState
from petition.services import auditing, petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone

LINK = "preview"


def link_token(petition: Petition) -> str:
    """What the private link ends in: the same each time, until it is renewed."""
    return tokens.make_undated(LINK, [petition.public_id, petition.preview_generation])


def renew_link(petition: Petition, *, by: str) -> None:
    """Make every link to the preview given out so far useless. Raises CannotChangeState where it has none any more."""
    petitions.wait_for(petition)
    if petition.is_public or petition.state is PetitionState.HIDDEN:
        raise CannotChangeState
    petition.preview_generation += 1
    auditing.record(
        "renew preview link",
        actor=by,
        subject=petition.public_id,
        team_id=petition.team_id,
        number=petition.preview_generation,
    )


def look_up(token: str) -> Petition:
    """The petition that a private link leads to, opened or not.

    Raises PrivateLinkIsGone, also where it was hidden, or its team suspended.
    """
    try:
        public_id, generation = tokens.read_undated(LINK, token)
    except (InvalidToken, ValueError, TypeError):
        raise PrivateLinkIsGone from None
    petition = db.session.scalar(select(Petition).where(Petition.public_id == public_id))
    if petition is None or petition.preview_generation != generation or petition.state is PetitionState.HIDDEN:
        raise PrivateLinkIsGone
    if petition.team.state is TeamState.SUSPENDED and not petition.is_public:
        raise PrivateLinkIsGone
    return petition
