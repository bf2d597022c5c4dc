"""`kill -9` of web and worker processes of a site on PostgreSQL, while people sign and confirm."""

import pytest

from tests.faults.cluster import Cluster
from tests.faults.cluster_site import SETTLED_TOGETHER, ClusterSite, running_site
from tests.faults.crowd import FAULTS, PEOPLE, seconds_for
from tests.faults.running import WORKS, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]
SETTLES_FIRST = ("-m", "tests.faults.settle_before_sending", *WORKS)


def test_nothing_is_lost_when_the_web_is_killed(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        for _moment in crowd.await_moments(FAULTS):
            busy.web.kill()
            busy.web.start()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd) == []


def test_nothing_is_lost_when_a_worker_is_killed(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        for _moment in crowd.await_moments(FAULTS):
            busy.kill_workers()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=FAULTS * SETTLED_TOGETHER) == []


def test_settling_before_sending_would_lose_mail(cluster: Cluster) -> None:
    cluster.make_database("settles_first")
    with running_site(cluster, "settles_first", worker=SETTLES_FIRST) as site, site.crowd(PEOPLE) as crowd:
        wait_until(lambda: crowd.mailed() > 0)
        site.kill_workers()
        site.serve(crowd, patience=3)
        assert any("but got no mail" in problem for problem in site.problems(crowd))
