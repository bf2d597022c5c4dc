"""Throwing a draft away that nobody outside the team has put anything into."""

from sqlalchemy import delete, exists, select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signatory import Signatory, Verification
from petition.services import auditing
from petition.services.errors import CannotChangeState
from petition.services.petitions import UNOPENED


def can_be_discarded(petition: Petition) -> bool:
    """Whether it was never opened, and nobody asked to be listed under it; the team's own lines go with it."""
    by_itself = Signatory.verification.is_distinct_from(Verification.TEAM)
    asked = db.session.scalar(select(exists().where(Signatory.petition_id == petition.id, by_itself)))
    return petition.state in UNOPENED and petition.opened_at is None and not asked


def discard(petition: Petition, *, by: str) -> None:
    """Delete it with all that belongs to it; its address is free again. Raises CannotChangeState."""
    # Whoever opens it, or asks to be listed, was there before or finds it gone.
    held = select(Petition).where(Petition.id == petition.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()
    if not can_be_discarded(petition):
        raise CannotChangeState
    auditing.record_of_petition("discard petition", petition, actor=by)
    db.session.flush()
    db.session.execute(delete(Petition).where(Petition.id == petition.id).execution_options(synchronize_session=False))
