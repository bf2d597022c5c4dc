"""A site of several hosts as docs/install.md says: a proxy, two for the web, two workers, and what they share."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import config
from petition import create_app
from tests.conftest import SECRETS
from tests.deploy.running import BELIEVED, GUNICORN, nginx_before
from tests.faults.cluster import EMPTY, Servers, running_servers
from tests.faults.cluster_site import CrowdedSite, sequencer_of
from tests.faults.crowd import Crowd
from tests.faults.hosts import Host, network
from tests.faults.running import WORK, RunningProgram, RunningSite, wait_until

DATABASE = "spread"
WEB_HOSTS = ("web-a", "web-b")
WORKER_HOSTS = ("worker-a", "worker-b")
START_SECONDS = 60
LOOK_SECONDS = 0.2
# Of web hosts docs/configuration.md has operators tell their database how long it waits for one that is gone: a minute,
# which is eight seconds here. Workers say by themselves how long they may be silent.
MISSES_HOSTS = "?options=-c%20idle_in_transaction_session_timeout%3D8000%20-c%20tcp_user_timeout%3D8000"
WORKERS = "SELECT count(*) FROM process WHERE role = 'worker'"
SEQUENCED = "SELECT count(*) FROM lease WHERE name = 'sequencer'"
CONFIRMED = """
    SELECT count(*) FROM signature JOIN petition_slug USING (petition_id) WHERE slug = '{}' AND state = 'counted'
"""


@dataclass
class SpreadSite(CrowdedSite):
    """Hosts by name; `port` is that of the proxy."""

    hosts: dict[str, Host]
    # The one that was alone at first, and so the first to give signatures their places.
    _first_sequencer: str

    def sequencing_host(self) -> Host:
        """The host whose worker holds the lease, or held it last."""
        is_first = sequencer_of(self.app) == self._first_sequencer
        return self.hosts[WORKER_HOSTS[0] if is_first else WORKER_HOSTS[1]]

    def mend(self) -> None:
        for host in self.hosts.values():
            host.mend()

    @contextmanager
    def watched(self, crowd: Crowd) -> Iterator["ShownNumbers"]:
        """Somebody who looks at the number of the crowd's petition all the time."""
        shown = ShownNumbers(self, crowd.slug)
        watching = threading.Thread(target=shown.watch)
        watching.start()
        try:
            yield shown
        finally:
            shown.is_over.set()
            watching.join()


@dataclass
class ShownNumbers:
    """The numbers that the public was shown, and what was wrong with them, one sentence each."""

    site: SpreadSite
    slug: str
    newest: int = 0
    problems: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.is_over.wait(LOOK_SECONDS):
            number = self._ask()
            if number is None:
                continue
            if number < self.newest:
                self.problems.append(f"{number} was shown after {self.newest}")
            # Asked afterwards: meanwhile there may be more of them, and not fewer.
            if number > (there := self.site.execute(CONFIRMED.format(self.slug))):
                self.problems.append(f"{number} was shown where {there} had confirmed")
            self.newest = number

    def _ask(self) -> int | None:
        """The number, or None where nobody answered."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)) as connection:
            try:
                connection.request("GET", f"/petitions/{self.slug}/count.json")
                answer = connection.getresponse()
                return int(json.loads(answer.read())["count"]) if answer.status == 200 else None
            except (OSError, http.client.HTTPException):
                return None


@contextmanager
def spread_site(folder: Path) -> Iterator[SpreadSite]:
    """All of it, at work: gunicorn as it is shipped and `flask petition work`, each on hosts of their own."""
    with (
        network(*WEB_HOSTS, *WORKER_HOSTS) as there,
        running_servers(folder, there.address) as servers,
        ExitStack() as stack,
    ):
        servers.make_empty(environment_of(servers, EMPTY))
        servers.make_database(DATABASE)
        app = create_app(config.load(environment_of(servers, DATABASE)))
        web = [_web(servers, there.hosts[name]) for name in WEB_HOSTS]
        first, second = (_worker(servers, there.hosts[name]) for name in WORKER_HOSTS)
        for name, program in zip((*WEB_HOSTS, *WORKER_HOSTS), (*web, first, second), strict=True):
            program.inside = there.hosts[name].inside
            stack.callback(program.end)
        first.start()
        wait_until(lambda: servers.execute(SEQUENCED, DATABASE) == 1, START_SECONDS, pause=0.1)
        for program in (second, *web):
            program.start()
        wait_until(lambda: servers.execute(WORKERS, DATABASE) == 2, START_SECONDS, pause=0.1)
        proxy = stack.enter_context(nginx_before(*web, lines=BELIEVED))
        yield SpreadSite(servers, DATABASE, proxy.port, app, there.hosts, sequencer_of(app))


def _web(servers: Servers, host: Host) -> RunningSite:
    folder = servers.folder / host.name
    settings = environment_of(servers, DATABASE)
    settings["DATABASE_URL"] += MISSES_HOSTS
    return RunningSite(folder, command=GUNICORN, HOST=host.address, **settings)


def _worker(servers: Servers, host: Host) -> RunningProgram:
    log = servers.folder / f"{host.name}.log"
    return RunningProgram(log, WORK, environment_of(servers, DATABASE))


def environment_of(servers: Servers, database: str) -> dict[str, str]:
    """The same on all hosts."""
    return {
        **SECRETS,
        "DATA_DIR": str(servers.folder / database),
        "DATABASE_URL": servers.postgres.url_of(database, port=servers.postgres.port),
        "REDIS_URL": servers.valkey.url,
        "MAIL_URL": f"{servers.mail.url}?starttls=off",
        "TRUSTED_PROXIES": "1",
    }
