"""The shipped nginx and the pages that say that they are read: of a wave only so much reaches the application."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.asking import ask
from tests.deploy.running import RunningProxy, nginx_before
from tests.deploy.stand_in import StandIn, stand_in

OPENED = "/en/petitions/keep-the-ward-open/opened"
AT_ONCE = 4


@pytest.fixture
def told() -> Iterator[StandIn]:
    with stand_in() as made:
        yield made


@pytest.fixture
def proxy(told: StandIn) -> Iterator[RunningProxy]:
    # What has no name is not counted by it.
    with nginx_before(told, lines="server_name petitions.example.org;") as running:
        yield running


def statuses(port: int, times: int) -> Counter[int]:
    # Asked for with GET: what stands in for the application knows nothing else, and nginx makes no difference.
    with ThreadPoolExecutor(times) as pool:
        return Counter(answer.status for answer in pool.map(lambda _: ask(port, "GET", OPENED), range(times)))


def test_few_of_them_are_at_work_and_others_are_not_kept_from_it(proxy: RunningProxy, told: StandIn) -> None:
    told.seconds = 1
    with ThreadPoolExecutor(1) as pool:
        wave = pool.submit(statuses, proxy.port, 12)
        assert ask(proxy.port, "GET", "/en/petitions/keep-the-ward-open/sign").status == 200
        assert wave.result() == {200: AT_ONCE, 204: 12 - AT_ONCE}


def test_so_many_a_second_are_let_through(proxy: RunningProxy, told: StandIn) -> None:
    answers = [ask(proxy.port, "GET", OPENED) for _ in range(400)]
    assert {answer.status for answer in answers} == {200, 204}
    assert (answers[0].status, answers[-1].body) == (200, b"")


def test_what_is_too_large_is_not_counted(proxy: RunningProxy, told: StandIn) -> None:
    assert ask(proxy.port, "POST", OPENED, b"x" * 2000).status == 204
    assert told.asked == []
