"""The store of limits stops or hangs while people sign and confirm: they go on, and nothing is lost."""

import pytest

from tests.faults.cluster_site import ClusterSite
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.running import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]

UNCONFIRMED = "SELECT count(*) FROM submission WHERE petition_id = (SELECT max(id) FROM petition)"


@pytest.mark.parametrize("fault", ["stop", "hang"])
def test_nothing_is_lost_while_valkey_is_away(busy: ClusterSite, fault: str) -> None:
    with busy.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        getattr(busy.cluster.valkey, fault)()
        wait_until(crowd.is_thanked)
        busy.cluster.valkey.come_back()
        busy.wait_for(UNCONFIRMED, 0)
        busy.release_held()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd) == []
