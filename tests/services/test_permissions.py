from collections.abc import Callable

import pytest

from petition.models.petition import Petition
from petition.models.team import TeamState
from petition.services.permissions import Verb, may
from tests.people import join

pytestmark = pytest.mark.usefixtures("database")

ALL = set(Verb)
EXPECTED = {
    "alice": ALL,
    "bob": ALL,
    "mona": ALL - {Verb.EXPORT},
    "vera": {Verb.SEE_FIGURES},
    "charlie": set(),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_roles(name: str, petition: str, load: Callable[[str], Petition]) -> None:
    organiser, found = join(name), load(petition)
    assert {verb for verb in Verb if may(organiser, verb, found)} == EXPECTED[name]


def test_a_suspended_team_may_nothing(petition: str, load: Callable[[str], Petition]) -> None:
    alice, found = join("alice"), load(petition)
    found.team.state = TeamState.SUSPENDED
    assert not any(may(alice, verb, found) for verb in Verb)
