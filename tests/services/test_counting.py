"""The goal ladder, and the policy that moves it."""

import pytest

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition
from petition.services import counting, policy

pytestmark = pytest.mark.usefixtures("database")

LADDER = [1000, 5000, 10_000]


@pytest.mark.parametrize(
    ("number", "goal"), [(0, 1000), (799, 1000), (800, 5000), (4000, 10_000), (9999, 10_000), (12_000, 10_000)]
)
def test_the_next_rung_shows_at_80_percent(number: int, goal: int) -> None:
    assert counting.goal_for(number, LADDER) == goal


def test_the_share_is_policy() -> None:
    policy.decide("goal.next_at", "1")
    assert counting.goal_for(999, LADDER) == 1000
    assert counting.goal_for(1000, LADDER) == 5000


def test_there_may_be_no_goal() -> None:
    assert counting.goal_for(5, []) is None


def test_the_number_is_of_those_whom_the_kind_is_for(ward: Petition) -> None:
    others = dict.fromkeys(("withdrawn", "removed", "held"), 0)
    there = Checkpoint(petition_id=ward.id, size=1, root="", note="", online=30, paper=5, signatories=2, **others)
    db.session.add(there)
    assert counting.count_of(ward).number == 35
    ward.kind = PetitionKind.LETTER
    assert counting.count_of(ward).number == 2
