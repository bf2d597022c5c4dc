"""What the installation decides: typed, with a default, in one table."""

import re
from pathlib import Path

import pytest

from petition.extensions import db
from petition.models.record import SiteSetting
from petition.models.team import TeamState
from petition.services import policy
from petition.services.errors import InvalidPolicy
from tests.making import make_team

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "policy.md"


@pytest.mark.usefixtures("database")
def test_without_a_decision_the_default_holds() -> None:
    assert policy.NEXT_GOAL_AT.value() == 0.8


@pytest.mark.usefixtures("database")
def test_a_decision_holds_until_the_next() -> None:
    for typed in ("0.5", "0.9"):
        policy.decide("goal.next_at", typed)
        db.session.commit()
        assert policy.NEXT_GOAL_AT.value() == float(typed)
    assert db.session.query(SiteSetting).count() == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("typed", ["0", "1.1", "-1", "nan", "most", ""])
def test_it_refuses_what_cannot_be(typed: str) -> None:
    with pytest.raises(InvalidPolicy, match=r"goal.next_at must be a share above 0"):
        policy.decide("goal.next_at", typed)


@pytest.mark.usefixtures("database")
def test_it_names_the_policies_there_are() -> None:
    with pytest.raises(InvalidPolicy, match=r"There are: .*goal.next_at, .*mail.paused"):
        policy.decide("no.such", "1")


def test_every_policy_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (\S+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == {name: one.written(one.default) for name, one in policy.POLICIES.items()}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("slug", ["nowhere", "gone-team"])
def test_the_only_team_has_to_be_there(slug: str) -> None:
    make_team("gone-team").state = TeamState.SUSPENDED
    with pytest.raises(InvalidPolicy, match=f"There is no team {slug}"):
        policy.decide("teams.single", slug)


@pytest.mark.usefixtures("database")
def test_the_only_team_can_be_named_and_taken_back() -> None:
    make_team()
    policy.decide("teams.single", "ward-team")
    assert policy.SINGLE_TEAM.value() == "ward-team"
    policy.decide("teams.single", "none")
    assert policy.SINGLE_TEAM.value() == ""


@pytest.mark.usefixtures("database")
def test_a_choice_is_one_of_its_words() -> None:
    policy.decide("accounts.registration", "open")
    assert policy.REGISTRATION.value() == "open"
    with pytest.raises(InvalidPolicy, match=r"accounts.registration must be invited or open"):
        policy.decide("accounts.registration", "closed")
