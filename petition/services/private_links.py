"""Private links to a petition: they are the same each time, until they are renewed."""

from dataclasses import dataclass

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.petition import Petition
from petition.services import auditing
from petition.services.errors import PrivateLinkIsGone


@dataclass(frozen=True)
class PrivateLink:
    """Links of one purpose. `generation` names the petition's column that counts how often they were renewed."""

    purpose: str
    generation: str

    def token(self, petition: Petition) -> str:
        """What the link ends in."""
        return tokens.make_undated(self.purpose, [petition.public_id, self._generation_of(petition)])

    def renew(self, petition: Petition, *, by: str, verb: str) -> None:
        """Make every link given out so far useless."""
        number = self._generation_of(petition) + 1
        setattr(petition, self.generation, number)
        auditing.record_of_petition(verb, petition, actor=by, number=number)

    def look_up(self, token: str) -> Petition:
        """The petition that a link leads to, in whatever state it is. Raises PrivateLinkIsGone."""
        try:
            public_id, generation = tokens.read_undated(self.purpose, token)
        except (InvalidToken, ValueError, TypeError):
            raise PrivateLinkIsGone from None
        petition = db.session.scalar(select(Petition).where(Petition.public_id == public_id))
        if petition is None or self._generation_of(petition) != generation:
            raise PrivateLinkIsGone
        return petition

    def _generation_of(self, petition: Petition) -> int:
        number: int = getattr(petition, self.generation)
        return number
