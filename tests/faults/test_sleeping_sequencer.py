"""Two workers on PostgreSQL: the one that sequences is paused in its transaction, and wakes when it is too late."""

import signal
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster
from tests.faults.cluster_site import running_site
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.running import TAKEN_OVER_SECONDS, WORKS, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]
INBOX = "SELECT count(*) FROM ledger_inbox"
SLEEPER = ("-m", "tests.faults.sleeping_sequencer", *WORKS)


@pytest.mark.parametrize("step", ["_in_order", "_append_to_tree"])
def test_a_sequencer_that_wakes_too_late_changes_nothing(cluster: Cluster, tmp_path: Path, step: str) -> None:
    marker = tmp_path / "asleep"
    environment = {"FALL_ASLEEP": str(marker), "FALL_ASLEEP_IN": step}
    cluster.make_database(f"sleeps{step}")
    with (
        running_site(cluster, f"sleeps{step}", worker=SLEEPER, environment=environment) as site,
        site.crowd(PEOPLE) as crowd,
    ):
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        marker.touch()
        wait_until(lambda: not marker.exists())
        site.add_worker()
        wait_until(lambda: site.execute(INBOX) == 0, TAKEN_OVER_SECONDS, pause=0.1)
        site.workers[0].signal_all(signal.SIGCONT)
        site.serve(crowd)
        assert crowd.is_served()
        assert site.problems(crowd) == []
