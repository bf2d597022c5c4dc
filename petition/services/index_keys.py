"""Destroying the keys of petitions' blind indexes: afterwards nobody can find out by guessing who signed.

Where signers are at risk it happens some time after closing, everywhere else once names are deleted. Until names are
deleted whoever has DATA_KEYS can still read them; what goes before is the quick way from one guess to one answer.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.petition import CONFIRMATION_GRACE, Petition, PetitionState, Protection
from petition.services import auditing, erasures, origins, petitions

# After the last mailed link: for so long somebody may ask the team about a signature, and the outbox knows mailboxes.
GRACE = timedelta(days=30)
# How far the last zone to see a day is behind UTC.
WESTERNMOST = timedelta(hours=12)
DESTROY = "destroy index key"
BATCH = 100


def forget() -> int:
    """Destroy a batch of those that are due; how many."""
    # Nobody who refers to the row waits for it.
    due = select(Petition).where(is_due()).order_by(Petition.id).limit(BATCH)
    found = db.session.scalars(due.with_for_update(key_share=True, skip_locked=True)).all()
    for petition in found:
        _destroy(petition)
    return len(found)


def destroy_again(petition: Petition) -> None:
    """In a database that was restored: what was closed only after the backup cannot take signatures without it."""
    if petition.index_key is None or petition.opened_at is None:
        return
    if petition.state is PetitionState.OPEN:
        petitions.close(petition)
    _destroy(petition)


def is_due(in_days: int = 0) -> ColumnElement[bool]:
    """Whether its time has come, or has by then. What was never opened keeps its key: nobody has signed it yet."""
    then = clock.now() + timedelta(days=in_days)
    ended = then - CONFIRMATION_GRACE - GRACE
    # One that is hidden closes by its plan once it is shown again, and nobody can plan anew until then.
    ended_hidden = and_(
        Petition.state == PetitionState.HIDDEN,
        Petition.closed_at.is_(None),
        Petition.closes_local < (ended - WESTERNMOST).replace(tzinfo=None),
    )
    is_over = and_(Petition.protection == Protection.DISCREET, or_(Petition.closed_at < ended, ended_hidden))
    return and_(
        Petition.index_key.is_not(None),
        Petition.opened_at.is_not(None),
        or_(is_over, Petition.retain_until < then.date()),
    )


def _destroy(petition: Petition) -> None:
    petition.index_key = None
    origins.forget_mailboxes(petition)
    erasures.note(ErasureKind.KEY_DESTROYED, petition.public_id)
    auditing.record_of_petition(DESTROY, petition, actor=auditing.SYSTEM)
