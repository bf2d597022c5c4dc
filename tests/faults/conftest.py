"""One durable cluster for all tests that break things, and one site on it that is mended after each."""

from collections.abc import Iterator

import pytest

from tests.faults.cluster import Cluster, running_cluster
from tests.faults.cluster_site import ClusterSite, running_site


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="session")
def lasting_site(cluster: Cluster) -> Iterator[ClusterSite]:
    cluster.make_database("lasting")
    with running_site(cluster, "lasting") as running:
        yield running


@pytest.fixture
def busy(lasting_site: ClusterSite) -> Iterator[ClusterSite]:
    """Gunicorn with two processes and a worker, on a cluster without a fault so far."""
    yield lasting_site
    lasting_site.cluster.mend()
    lasting_site.start()
