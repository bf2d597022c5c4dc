"""The count that is shown: the newest checkpoint's, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition
from petition.services import policy

LATER = aliased(Checkpoint)
# The id of a petition's newest, within a statement about petitions.
NEWEST = (
    select(LATER.id)
    .where(LATER.petition_id == Petition.id)
    .order_by(LATER.size.desc(), LATER.id.desc())
    .limit(1)
    .correlate(Petition)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Count:
    """What a petition's count says, and when it was so (None before the first checkpoint).

    `number` is the one that is shown large: the people who signed, online and on paper; or, under a letter that only
    organisations and people in a capacity sign, those. The two are never added up.
    """

    number: int
    online: int
    signatories: int
    paper: int
    withdrawn: int
    removed: int
    held: int
    size: int
    goal: int | None
    at: datetime | None

    @property
    def percent(self) -> int:
        """Of the goal, in whole percent, at most 100; 0 without a goal."""
        return min(100, self.number * 100 // self.goal) if self.goal else 0


def count_of(petition: Petition) -> Count:
    """The newest published count."""
    return count_at(newest_checkpoint(petition), petition)


def counts_of(petitions: Sequence[Petition]) -> list[Count]:
    """The newest published count of each, by one statement for all of them."""
    query = select(Checkpoint).join(Petition, Checkpoint.id == NEWEST)
    there = db.session.scalars(query.where(Petition.id.in_([petition.id for petition in petitions])))
    checkpoints = {checkpoint.petition_id: checkpoint for checkpoint in there}
    next_goal_at = policy.NEXT_GOAL_AT.value()
    return [count_at(checkpoints.get(petition.id), petition, next_goal_at) for petition in petitions]


def count_at(checkpoint: Checkpoint | None, petition: Petition, next_goal_at: float | None = None) -> Count:
    """What a checkpoint says; `next_goal_at` is the policy of that name, where it was read already."""
    # What another kind could have had stays in the tables.
    goals = [step.target for step in petition.goals] if petition.abilities.has_goal else []
    if checkpoint is None:
        return Count(0, 0, 0, 0, 0, 0, 0, 0, goal_for(0, goals, next_goal_at), None)
    people = checkpoint.online + checkpoint.paper
    number = people if petition.abilities.people_sign else checkpoint.signatories
    return Count(
        number=number,
        online=checkpoint.online,
        signatories=checkpoint.signatories,
        paper=checkpoint.paper,
        withdrawn=checkpoint.withdrawn,
        removed=checkpoint.removed,
        held=checkpoint.held,
        size=checkpoint.size,
        goal=goal_for(number, goals, next_goal_at),
        at=checkpoint.created_at,
    )


def newest_checkpoint(petition: Petition) -> Checkpoint | None:
    return db.session.scalar(
        select(Checkpoint)
        .where(Checkpoint.petition_id == petition.id)
        .order_by(Checkpoint.size.desc(), Checkpoint.id.desc())
        .limit(1)
    )


def goal_for(number: int, ladder: list[int], next_goal_at: float | None = None) -> int | None:
    """The rung aimed at: the lowest that is not yet reached to the share that policy says, or else the highest."""
    if len(ladder) < 2:
        return ladder[0] if ladder else None
    *lower, highest = sorted(ladder)
    share = next_goal_at or policy.NEXT_GOAL_AT.value()
    return next((rung for rung in lower if number < rung * share), highest)
