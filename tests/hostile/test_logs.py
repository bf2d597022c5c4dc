"""No address, name or token of a whole journey stands in any log: the site's, the worker's, gunicorn's, the proxy's.

Here everything runs as on a server, as processes, and fails in every way; test_no_leaks.py looks closer at single ways.
"""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

import config
from petition import create_app
from petition.extensions import db
from tests.campaigns import letter
from tests.deploy.running import GUNICORN, RunningProxy, caddy_before, nginx_before
from tests.faults.preparing import prepared_site, visited
from tests.faults.running import WORK, RunningProgram, RunningSite, wait_until
from tests.hostile.logged_journey import NAME, PETITION, Journey

CARELESS = (*GUNICORN, "tests.hostile.careless_site:app")
Before = Callable[[RunningSite], AbstractContextManager[RunningProxy]]


class Logged:
    """A site and its worker with their logs, asked through a proxy or without one."""

    def __init__(self, site: RunningSite, worker: RunningProgram, proxy: RunningProxy | None = None) -> None:
        self.programs = (site, worker)
        self.proxy = proxy
        self.journey = Journey(proxy.port if proxy else site.port, site.folder / "mail")

    def lines(self) -> list[dict[str, Any]]:
        """What site and worker said."""
        words = "".join(program.words() for program in self.programs)
        return [json.loads(line) for line in words.splitlines()]

    def leaks(self) -> list[str]:
        words = "".join(program.words() for program in self.programs) + (self.proxy.words() if self.proxy else "")
        return [secret for secret in sorted(self.journey.secrets) if secret in words]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("logs") / "data"
    made = prepared_site(folder, command=CARELESS, WEB_PROCESSES="1", LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    with visited(create_app(config.load(made.environment))):
        db.open_for_writing()
        letter(opened=True, joining="everyone")
        db.session.commit()
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="module")
def worker(site: RunningSite) -> Iterator[RunningProgram]:
    made = RunningProgram(site.folder.with_name("worker.log"), WORK, site.environment)
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="module", params=[None, nginx_before, caddy_before], ids=["alone", "nginx", "caddy"])
def logged(request: pytest.FixtureRequest, site: RunningSite, worker: RunningProgram) -> Iterator[Logged]:
    """The logs after a whole journey."""
    before: Before | None = request.param
    with ExitStack() as stack:
        made = Logged(site, worker, stack.enter_context(before(site)) if before else None)
        made.journey.everything()
        yield made


def test_a_whole_journey_leaves_no_trace(logged: Logged) -> None:
    assert len(logged.journey.secrets) > 10
    assert logged.leaks() == []


def test_every_failure_was_logged_with_its_place(logged: Logged) -> None:
    said = " ".join(line["event"] for line in logged.lines())
    for words in ("ValueError in", "IntegrityError in", "RuntimeError", "mail to (hidden)", "given up"):
        assert words in said
    frames = [frame for line in logged.lines() for frame in line.get("frames", ())]
    assert any(frame.startswith("tests/hostile/careless_site.py:") for frame in frames)


def test_each_request_is_a_line_with_its_route(logged: Logged) -> None:
    routes = {line["route"] for line in logged.lines() if line["event"] == "request"}
    assert {route.partition(">")[2] for route in routes} >= {"/petitions/<slug>/sign", "/confirm/<token>"}


def test_a_killed_process_is_told_and_nothing_more(site: RunningSite, worker: RunningProgram) -> None:
    logged = Logged(site, worker)
    logged.journey.send(PETITION, "/sign", name=NAME, mail=logged.journey.address)
    worker.kill()
    [child] = children_of(site.process.pid)
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: "was sent SIGKILL" in site.words())
    worker.start()
    logged.journey.mailed()
    assert logged.leaks() == []


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_a_leak_would_be_found(site: RunningSite, worker: RunningProgram) -> None:
    logged = Logged(site, worker)
    before = site.log.read_bytes()
    logged.journey.get(f"/tell?mail={logged.journey.address}")
    found = logged.leaks()
    # What is planted here shall not be found by the tests above.
    site.log.write_bytes(before)
    assert found == ["palmyra", "zenobia"]
