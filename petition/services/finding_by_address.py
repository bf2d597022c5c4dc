"""What one mail address has under one petition: found by its blind index, under the petition's own key."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.lib import crypto
from petition.models.petition import Petition
from petition.models.signature import SLOT_TAKEN, WITHDRAWN, Signature
from petition.models.submission import Submission
from petition.services import auditing, identity

# A stranger can send forms with any address; of withdrawn ones there may be many.
MOST = 20


@dataclass(frozen=True)
class Found:
    """Signatures in whatever state, then forms that wait to be confirmed; each the newest first.

    `can_be_found` is False once the petition's key was destroyed, or is lost (`key_is_lost`: it may come back): nobody
    is found by an address then.
    """

    signatures: list[Signature]
    waiting: list[Submission]
    can_be_found: bool = True
    key_is_lost: bool = False


def find(petition: Petition, address: str, *, by: str) -> Found:
    """What there is for a mail address. That somebody looked is kept, and not for whom.

    Whoever was erased is not found any more: nobody can say who that was.
    """
    auditing.record_of_petition("look up", petition, actor=by)
    try:
        index = identity.address_index_of(address, petition)
    except crypto.CannotOpen:
        return Found([], [], can_be_found=False, key_is_lost=petition.index_key is not None)
    return Found(_signatures(petition, index), _waiting(petition, index))


def _signatures(petition: Petition, index: bytes) -> list[Signature]:
    found: list[Signature] = []
    # As their indexes have it: those who take a slot, and those who withdrew.
    for state in (SLOT_TAKEN, WITHDRAWN):
        query = (
            select(Signature)
            .options(selectinload(Signature.hold), selectinload(Signature.comment))
            .where(Signature.petition_id == petition.id, Signature.address_index == index, state)
            .order_by(Signature.id.desc())
            .limit(MOST)
        )
        found += db.session.scalars(query)
    return found


def _waiting(petition: Petition, index: bytes) -> list[Submission]:
    query = select(Submission).where(Submission.petition_id == petition.id, Submission.address_index == index)
    return list(db.session.scalars(query.order_by(Submission.id.desc()).limit(MOST)))
