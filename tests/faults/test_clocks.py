"""A host's clock steps back by an hour while people sign and confirm."""

from pathlib import Path

import pytest

from tests.faults.cluster import Cluster
from tests.faults.cluster_site import GUNICORN, running_site
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.running import WORKS

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]
STEPPING = {
    "web": {"web": (*GUNICORN, "tests.faults.clock_steps_back:app")},
    "worker": {"worker": ("-m", "tests.faults.clock_steps_back", *WORKS)},
}


@pytest.mark.parametrize("where", ["web", "worker"])
def test_nothing_is_lost_when_a_clock_steps_back(cluster: Cluster, tmp_path: Path, where: str) -> None:
    step = tmp_path / "step"
    database = f"{where}_steps_back"
    cluster.make_database(database)
    environment = {"CLOCK_STEP": str(step)}
    with (
        running_site(cluster, database, **STEPPING[where], environment=environment) as site,
        site.crowd(PEOPLE) as crowd,
    ):
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        step.touch()
        site.serve(crowd)
        assert crowd.is_served()
        assert site.problems(crowd) == []
