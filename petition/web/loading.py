"""Finding the petition that an address names."""

from datetime import datetime

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
    """Speak its language, unless the address names another. 404 and 410 as above.

    Hidden while only those with a private link could read it, it stays unknown to everyone else.
    """
    state = seen.state_before if seen.state is PetitionState.HIDDEN else seen.state
    if state not in PUBLIC_STATES:
        abort(404)
    languages.use(seen.language)
    if seen.state is PetitionState.HIDDEN:
        raise PetitionIsHidden(seen.hidden_reason, seen.hidden_at)


class PetitionIsHidden(Exception):
    """Staff took the petition from view; the reason is public, "" where a backup did not have it."""

    def __init__(self, reason: str, since: datetime | None) -> None:
        super().__init__()
        self.reason = reason
        self.since = since
