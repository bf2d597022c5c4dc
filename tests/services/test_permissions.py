from collections.abc import Callable

import pytest

from petition.models.petition import Petition
from petition.models.team import TeamState
from petition.services.permissions import Verb, may, teams_where
from tests.making import make_team
from tests.people import join, make_organiser

pytestmark = pytest.mark.usefixtures("database")

ALL = set(Verb)
LOOKING = {Verb.SEE_FIGURES, Verb.SEE_TEAM}
EXPECTED = {
    "alice": ALL,
    "bob": ALL - {Verb.EXPORT_ARCHIVE, Verb.HAND_OVER, Verb.CHANGE_TEAM, Verb.MANAGE_MEMBERS},
    "mona": LOOKING | {Verb.SEE_SIGNATURES, Verb.LOOK_UP, Verb.REVIEW, Verb.DECIDE_ON_SIGNATORIES},
    "vera": LOOKING,
    "charlie": set(),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_roles(name: str, petition: str, load: Callable[[str], Petition]) -> None:
    organiser, found = join(name), load(petition)
    assert {verb for verb in Verb if may(organiser, verb, found)} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_same_roles_hold_for_the_team(name: str, petition: str, load: Callable[[str], Petition]) -> None:
    organiser, found = join(name), load(petition).team
    assert {verb for verb in Verb if may(organiser, verb, found)} == EXPECTED[name]


def test_a_suspended_team_may_nothing(petition: str, load: Callable[[str], Petition]) -> None:
    alice, found = join("alice"), load(petition)
    found.team.state = TeamState.SUSPENDED
    assert not any(may(alice, verb, subject) for verb in Verb for subject in (found, found.team))
    assert teams_where(alice, Verb.SEE_TEAM) == []


def test_staff_who_are_in_no_team_may_nothing_in_it(petition: str, load: Callable[[str], Petition]) -> None:
    staff, found = make_organiser("sam", is_staff=True), load(petition)
    assert not any(may(staff, verb, subject) for verb in Verb for subject in (found, found.team))


def test_it_lists_the_teams_in_which_one_may() -> None:
    ward, ridge = make_team(), make_team("ridge", name="A Ridge")
    vera = join("vera")
    assert teams_where(vera, Verb.SEE_TEAM) == [ward]
    assert teams_where(vera, Verb.MAKE_PETITION) == []
    assert ridge not in teams_where(join("alice"), Verb.SEE_TEAM)
