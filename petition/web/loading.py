"""Finding the petition that an address names."""

from flask import abort

from petition.models.petition import Petition, PetitionState
from petition.services import petitions
from petition.web import languages


def petition_or_404(slug: str) -> Petition:
    """The petition at a current or former address; speaks its own language unless the address names one.

    404 for what strangers may not know of, 410 for what was hidden.
    """
    petition = petitions.by_slug(slug)
    if petition is None or not (petition.is_public or petition.state is PetitionState.HIDDEN):
        abort(404)
    languages.use(petition.language)
    if petition.state is PetitionState.HIDDEN:
        raise PetitionIsHidden(petition.hidden_reason)
    return petition


class PetitionIsHidden(Exception):
    """Staff took the petition from view; the reason is public."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
