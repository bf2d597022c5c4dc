"""The shipped nginx in front of a site."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.deploy import running
from tests.deploy.running import BELIEVED, RunningProxy
from tests.faults.running import RunningSite


@contextmanager
def nginx_before(site: RunningSite, extra: str = "") -> Iterator[RunningProxy]:
    """nginx without TLS, which believes the load generator about visitors; `extra` lines go into its server."""
    with running.nginx_before(site, lines=f"{BELIEVED} {extra}") as proxy:
        yield proxy
