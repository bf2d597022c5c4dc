"""Circulating: a text that only those with its private link can read, until it opens."""

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.petition import Petition, PetitionState
from petition.services import auditing, petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone

LINK = "circulating"


def start(petition: Petition) -> None:
    """Let those with the private link read it and ask to be listed. Raises CannotChangeState."""
    if petition.state is not PetitionState.DRAFT:
        raise CannotChangeState
    petition.state = PetitionState.CIRCULATING


def link_token(petition: Petition) -> str:
    """What the private link ends in: the same each time, until it is renewed."""
    return tokens.make_undated(LINK, [petition.public_id, petition.circulation])


def renew_link(petition: Petition, *, by: str) -> None:
    """Make every private link given out so far useless; those to the preview stay good. Raises CannotChangeState."""
    petitions.wait_for(petition)
    if not (petition.is_public or petition.state is PetitionState.CIRCULATING):
        raise CannotChangeState
    petition.circulation += 1
    auditing.record(
        "renew private link",
        actor=by,
        subject=petition.public_id,
        team_id=petition.team_id,
        number=petition.circulation,
    )


def look_up(token: str) -> Petition:
    """The petition that a private link leads to, circulating or public by now. Raises PrivateLinkIsGone."""
    try:
        public_id, circulation = tokens.read_undated(LINK, token)
    except (InvalidToken, ValueError, TypeError):
        raise PrivateLinkIsGone from None
    petition = db.session.scalar(select(Petition).where(Petition.public_id == public_id))
    if petition is None or petition.circulation != circulation:
        raise PrivateLinkIsGone
    if not (petition.is_public or petition.state is PetitionState.CIRCULATING):
        raise PrivateLinkIsGone
    return petition
