"""Previewing: a draft as its page will stand, for its team and for whoever is given the private link to it.

Staff have a link of their own while they decide whether it opens: it ends with the review.
"""

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.petition import Petition, PetitionState
from petition.models.team import TeamState
from petition.services import petitions
from petition.services.errors import CannotChangeState, PrivateLinkIsGone
from petition.services.private_links import PrivateLink

LINK = PrivateLink("preview", generation="preview_generation")
OF_STAFF = "review"
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


def review_token(petition: Petition) -> str:
    """What the link ends in by which staff read one that was sent for review; sent again, it has another."""
    return tokens.make_undated(OF_STAFF, [petition.public_id, _sent_at(petition)])


def look_up_in_review(token: str) -> Petition:
    """The petition that staff look at. Raises PrivateLinkIsGone once that is over."""
    try:
        public_id, sent_at = tokens.read_undated(OF_STAFF, token)
    except (InvalidToken, ValueError, TypeError):
        raise PrivateLinkIsGone from None
    petition = db.session.scalar(select(Petition).where(Petition.public_id == public_id))
    if petition is None or petition.state is not PetitionState.IN_REVIEW or _sent_at(petition) != sent_at:
        raise PrivateLinkIsGone
    return petition


def _sent_at(petition: Petition) -> str:
    return petition.sent_for_review_at.isoformat() if petition.sent_for_review_at else ""
