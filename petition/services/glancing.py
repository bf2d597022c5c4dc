"""What may have changed about a public petition since it was last looked at, by one statement."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition, PetitionSlug, PetitionState
from petition.models.record import SiteSetting
from petition.services import policy


@dataclass(frozen=True)
class Glance:
    """A petition's state, version and newest checkpoint. `is_current` is about the address it was found by."""

    petition_id: int
    version: int
    language: str
    state: PetitionState
    hidden_reason: str
    is_current: bool
    checkpoint: Checkpoint | None
    next_goal_at: float


LATER = aliased(Checkpoint)
NEWEST = (
    select(LATER.id)
    .where(LATER.petition_id == Petition.id)
    .order_by(LATER.size.desc(), LATER.id.desc())
    .limit(1)
    .correlate(Petition)
    .scalar_subquery()
)
# Composed once: putting it together takes longer than asking it.
AT_SLUG = (
    select(
        Petition.id,
        Petition.lock_version,
        Petition.language,
        Petition.state,
        Petition.hidden_reason,
        PetitionSlug.is_current,
        Checkpoint,
        select(SiteSetting.value).where(SiteSetting.name == policy.NEXT_GOAL_AT.name).scalar_subquery(),
    )
    .join(PetitionSlug, PetitionSlug.petition_id == Petition.id)
    .outerjoin(Checkpoint, Checkpoint.id == NEWEST)
    .where(PetitionSlug.slug == bindparam("slug"))
)


def at(slug: str) -> Glance | None:
    """What stands at an address, a current or former one."""
    row = db.session.execute(AT_SLUG, {"slug": slug}).one_or_none()
    if row is None:
        return None
    petition_id, version, language, state, reason, is_current, checkpoint, kept = row
    next_goal_at = policy.NEXT_GOAL_AT.of(kept)
    return Glance(petition_id, version, language, state, reason, is_current, checkpoint, next_goal_at)
