"""Which lists left the house, for those who answer for them."""

from sqlalchemy import select

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.record import Export

MOST = 20


def newest(petition: Petition) -> list[tuple[Export, str | None]]:
    """The newest exports and the names of those who took them; None for the command line."""
    rows = db.session.execute(
        select(Export, Organiser.name)
        .outerjoin(Organiser, Organiser.public_id == Export.actor)
        .where(Export.petition_id == petition.id)
        .order_by(Export.id.desc())
        .limit(MOST)
    )
    return [(export, name) for export, name in rows]
