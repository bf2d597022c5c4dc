"""The database stops, or the network to it is cut, while people sign and confirm."""

import signal

import pytest

from tests.faults.cluster import Cluster
from tests.faults.cluster_site import SETTLED_TOGETHER, ClusterSite, running_site
from tests.faults.crowd import FAULTS, LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.running import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]


def test_nothing_is_lost_when_postgresql_stops(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        for _moment in crowd.await_moments(FAULTS):
            with crowd.somebody_asked_to_wait():
                busy.cluster.postgres.stop(signal.SIGQUIT)
            busy.cluster.postgres.start()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=FAULTS * SETTLED_TOGETHER) == []


def test_commits_that_wait_for_no_disk_would_be_lost(cluster: Cluster) -> None:
    cluster.make_database("careless", is_durable=False)
    with running_site(cluster, "careless") as site, site.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 2, LEAST_IN_FLIGHT)
        cluster.postgres.stop(signal.SIGQUIT)
        cluster.postgres.start()
        site.serve(crowd, patience=3)
        assert any("is not in the database" in problem for problem in site.problems(crowd))


def test_nothing_is_lost_when_the_web_is_cut_off(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        for _moment in crowd.await_moments(FAULTS):
            with crowd.somebody_asked_to_wait():
                busy.cluster.web_line.cut()
            busy.cluster.web_line.mend()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd) == []


def test_nothing_is_lost_when_a_worker_is_cut_off(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        for _moment in crowd.await_moments(FAULTS):
            busy.cluster.work_line.cut()
            # The web goes on by itself.
            wait_until(crowd.is_thanked)
            busy.cluster.work_line.mend()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=FAULTS * SETTLED_TOGETHER) == []


@pytest.mark.parametrize("is_short", [True, False], ids=["short", "long"])
def test_nothing_is_lost_when_the_network_swallows(busy: ClusterSite, is_short: bool) -> None:
    lines = (busy.cluster.web_line, busy.cluster.work_line)
    with busy.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        for line in lines:
            line.swallow()
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT + 6)
        for line in lines:
            if not is_short:
                line.cut()
            line.mend()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=0 if is_short else SETTLED_TOGETHER) == []
