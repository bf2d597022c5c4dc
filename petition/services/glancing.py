"""What may have changed about a public petition since it was last looked at, by one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition, PetitionSlug, PetitionState
from petition.models.record import SiteSetting
from petition.services import counting, policy
from petition.services.inserting import table_of


@dataclass(frozen=True)
class Standing:
    """Which petition stands at an address, and how it stands."""

    petition_id: int
    version: int
    language: str
    state: PetitionState
    state_before: PetitionState | None
    hidden_reason: str
    hidden_at: datetime | None


@dataclass(frozen=True)
class Glance(Standing):
    """With its newest checkpoint. `is_current` is about the address it was found by."""

    is_current: bool
    checkpoint: Checkpoint | None
    next_goal_at: float


PETITION, SLUG = table_of(Petition), table_of(PetitionSlug)
# Composed once, as the next: putting it together takes longer than asking it.
STANDING_AT = (
    select(PETITION.c.id, PETITION.c.lock_version, PETITION.c.language, PETITION.c.state)
    .add_columns(PETITION.c.state_before, PETITION.c.hidden_reason, PETITION.c.hidden_at)
    .join_from(PETITION, SLUG, SLUG.c.petition_id == PETITION.c.id)
    .where(SLUG.c.slug == bindparam("slug"))
)
AT_SLUG = (
    select(
        Petition.id,
        Petition.lock_version,
        Petition.language,
        Petition.state,
        Petition.state_before,
        Petition.hidden_reason,
        Petition.hidden_at,
        PetitionSlug.is_current,
        Checkpoint,
        select(SiteSetting.value).where(SiteSetting.name == policy.NEXT_GOAL_AT.name).scalar_subquery(),
    )
    .join(PetitionSlug, PetitionSlug.petition_id == Petition.id)
    .outerjoin(Checkpoint, Checkpoint.id == counting.NEWEST)
    .where(PetitionSlug.slug == bindparam("slug"))
)


def standing_at(slug: str) -> Standing | None:
    """What stands at an address, for whoever needs neither count nor goal."""
    row = db.session.execute(STANDING_AT, {"slug": slug}).one_or_none()
    return Standing(*row) if row else None


def at(slug: str) -> Glance | None:
    """What stands at an address, a current or former one."""
    row = db.session.execute(AT_SLUG, {"slug": slug}).one_or_none()
    if row is None:
        return None
    petition_id, version, language, state, before, reason, hidden_at, is_current, checkpoint, kept = row
    next_goal_at = policy.NEXT_GOAL_AT.of(kept)
    standing = (petition_id, version, language, state, before, reason, hidden_at)
    return Glance(*standing, is_current, checkpoint, next_goal_at)
