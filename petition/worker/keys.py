"""Bringing everything that is sealed under the current key."""

from petition.extensions import db
from petition.services import resealing


def reseal() -> bool:
    """Seal anew one portion of what is under an older key."""
    more = resealing.reseal()
    db.session.commit()
    return more
