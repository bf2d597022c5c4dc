"""Previews of news: a private link to a draft, good until it is published or deleted."""

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.news import Update, UpdateState
from petition.models.petition import PetitionState
from petition.models.team import TeamState
from petition.services.errors import PrivateLinkIsGone

PURPOSE = "update preview"


def link_token(update: Update) -> str:
    """What the link ends in: the same each time."""
    return tokens.make_undated(PURPOSE, update.public_id)


def look_up(token: str) -> Update:
    """What a link leads to, published or not. Raises PrivateLinkIsGone where there is nothing to be read."""
    try:
        public_id = tokens.read_undated(PURPOSE, token)
    except InvalidToken:
        raise PrivateLinkIsGone from None
    update = db.session.scalar(select(Update).where(Update.public_id == public_id))
    if update is None or update.state is UpdateState.TAKEN_DOWN or not update.texts:
        raise PrivateLinkIsGone
    petition = update.petition
    if petition.state is PetitionState.HIDDEN or petition.team.state is TeamState.SUSPENDED:
        raise PrivateLinkIsGone
    return update
