"""What every other test ends with does notice: each thing that may go wrong is done on purpose, one at a time."""

from collections.abc import Iterator
from copy import copy, deepcopy

import pytest

from tests.faults.cluster_site import ClusterSite
from tests.faults.crowd import Crowd, Person
from tests.faults.running import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers]
GHOST = Person(9_999_999, was_thanked=True)
NEWEST = "UPDATE signature SET state = '{}' WHERE id = (SELECT max(id) FROM signature)"
FLIP_A_BIT = "UPDATE ledger_tile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)"


@pytest.fixture(scope="module")
def served(lasting_site: ClusterSite) -> Crowd:
    """People who were served well."""
    lasting_site.cluster.mend()
    with lasting_site.crowd(8) as crowd:
        lasting_site.serve(crowd)
    assert lasting_site.problems(crowd) == []
    return crowd


@pytest.fixture
def crowd(busy: ClusterSite, served: Crowd) -> Iterator[Crowd]:
    """The same, for a test that tells other things of them and their mail."""
    told, mails = copy(served), busy.cluster.mail.messages
    told.people, arrived = list(served.people), len(mails)
    yield told
    del mails[arrived:]


def test_whoever_was_thanked_and_forgotten_is_noticed(busy: ClusterSite, crowd: Crowd) -> None:
    crowd.people.append(GHOST)
    assert busy.problems(crowd) == [
        f"{GHOST.name} was thanked, but is not in the database",
        f"{GHOST.name} was thanked, but got no mail",
    ]


def test_a_mail_that_came_again_is_noticed(busy: ClusterSite, crowd: Crowd) -> None:
    busy.cluster.mail.messages.append(busy.cluster.mail.messages[-1])
    assert busy.problems(crowd, explained=0) == ["1 mails came again; the fault explains 0"]


def test_two_mails_for_one_form_are_noticed(busy: ClusterSite, crowd: Crowd) -> None:
    another = deepcopy(busy.cluster.mail.messages[-1])
    another.replace_header("Message-ID", "<another@example.org>")
    busy.cluster.mail.messages.append(another)
    assert "got 2 different mails" in busy.problems(crowd, explained=1)[0]


def test_a_count_that_is_wrong_is_noticed(busy: ClusterSite, crowd: Crowd) -> None:
    busy.execute(NEWEST.format("removed"))
    problems = busy.problems(crowd)
    busy.execute(NEWEST.format("counted"))
    assert "the count is 8, confirmed are 7 of 8" in problems


def test_a_damaged_tree_is_noticed(busy: ClusterSite, crowd: Crowd) -> None:
    busy.execute(FLIP_A_BIT)
    problems = busy.problems(crowd)
    busy.execute(FLIP_A_BIT)
    assert problems != []
    assert busy.problems(crowd) == []


def test_an_error_page_is_noticed(busy: ClusterSite) -> None:
    busy.execute("ALTER TABLE submission RENAME TO lost")
    with busy.crowd(1) as crowd:
        wait_until(lambda: crowd.shocks != [])
    busy.execute("ALTER TABLE lost RENAME TO submission")
    assert crowd.shocks[0].endswith("was answered with 500")
