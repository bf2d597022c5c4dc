"""Finding the petition that an address names."""

from flask import abort

from petition.models.petition import PUBLIC_STATES, Petition, PetitionState
from petition.services import petitions
from petition.services.glancing import Standing
from petition.web import languages


def petition_or_404(slug: str) -> Petition:
    """The petition at a current or former address; speaks its own language unless the address names one.

    404 for what strangers may not know of, 410 for what was hidden.
    """
    petition = petitions.by_slug(slug)
    if petition is None:
        abort(404)
    open_to_everyone(petition)
    return petition


def open_to_everyone(seen: Petition | Standing) -> None:
    """Speak its language, unless the address names another. 404 and 410 as above."""
    if seen.state not in (*PUBLIC_STATES, PetitionState.HIDDEN):
        abort(404)
    languages.use(seen.language)
    if seen.state is PetitionState.HIDDEN:
        raise PetitionIsHidden(seen.hidden_reason)


class PetitionIsHidden(Exception):
    """Staff took the petition from view; the reason is public."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
