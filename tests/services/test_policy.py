"""What the installation decides: typed, with a default, in one table."""

import pytest

from petition.extensions import db
from petition.models.record import SiteSetting
from petition.models.team import TeamState
from petition.services import ladder_policy, policy
from petition.services.errors import InvalidPolicy
from tests.making import make_team

TOO_MANY = " ".join(f"10.{number // 250}.{number % 250}.0/24" for number in range(501))


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
def test_a_row_that_means_nothing_leaves_the_default() -> None:
    db.session.add(SiteSetting(name="alert.held", value="2000000"))
    db.session.commit()
    assert policy.MANY_HELD.value() == 1000


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("typed", ["0", "1.1", "-1", "nan", "most", ""])
def test_it_refuses_what_cannot_be(typed: str) -> None:
    with pytest.raises(InvalidPolicy, match=r"goal.next_at must be a share above 0"):
        policy.decide("goal.next_at", typed)


@pytest.mark.usefixtures("database")
def test_it_names_the_policies_there_are() -> None:
    with pytest.raises(InvalidPolicy, match=r"There are: .*goal.next_at, .*mail.paused"):
        policy.decide("no.such", "1")


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


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("typed", ["0", "0.01", "1e9", "inf", "nan", "fast"])
def test_a_pace_has_its_bounds(typed: str) -> None:
    with pytest.raises(InvalidPolicy, match=r"mail.per_second must be a number from 0.1 to 1000, or none"):
        policy.decide("mail.per_second", typed)


@pytest.mark.usefixtures("database")
def test_networks_are_spelled_in_one_way_and_named_once() -> None:
    policy.decide("ladder.shared_networks", "192.0.2.7/24,  2001:db8::1/32\n192.0.2.0/24")
    assert ladder_policy.SHARED_NETWORKS.kept_words() == "192.0.2.0/24 2001:db8::/32"
    policy.decide("ladder.shared_networks", "none\r\n")
    assert ladder_policy.SHARED_NETWORKS.value() == ()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("typed", ["192.0.2.0/24 the hospital", "10.0.0.0/7", "::/0", TOO_MANY])
def test_what_are_no_networks_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPolicy, match=r"ladder.shared_networks must be networks such as"):
        policy.decide("ladder.shared_networks", typed)
