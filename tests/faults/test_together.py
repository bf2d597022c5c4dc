"""Real processes that cannot be right together: the later one does not start, and says what to set."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import SECRETS
from tests.deploy.running import GUNICORN
from tests.faults.preparing import prepared_site
from tests.faults.running import ROOT, SERVE, WORK, RunningSite
from tests.servers import free_port

pytestmark = pytest.mark.faults
BOTH = pytest.mark.parametrize("site", [SERVE, GUNICORN], indirect=True, ids=["serve", "gunicorn"])


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RunningSite]:
    made = prepared_site(tmp_path / "data", command=getattr(request, "param", SERVE), WEB_PROCESSES="1")
    made.start()
    yield made
    made.end()


def run(command: tuple[str, ...], site: RunningSite, **changed: str) -> "subprocess.CompletedProcess[str]":
    environment = site.environment | {"PORT": str(free_port())} | changed
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@BOTH
def test_a_second_server_that_would_count_limits_for_itself_does_not_start(site: RunningSite) -> None:
    second = run(SERVE, site)
    assert second.returncode == 1
    assert second.stderr.startswith("Error: Each of several web processes would count limits for itself (")
    assert "set REDIS_URL" in second.stderr
    assert "Traceback" not in second.stderr
    assert site.is_running


def test_several_processes_of_gunicorn_without_shared_limits_end_at_once(tmp_path: Path) -> None:
    site = prepared_site(tmp_path / "data", command=GUNICORN)
    ended = run(GUNICORN, site, WEB_PROCESSES="3")
    assert ended.returncode == 3
    assert "set REDIS_URL" in ended.stderr
    assert ended.stderr.count("Booting worker") <= 3, "it tried again"
    assert "Traceback" not in ended.stderr


def test_whoever_has_other_secrets_does_not_start_and_doctor_says_so(site: RunningSite) -> None:
    refused = run((*WORK, "--once"), site, SECRET_KEY="another-secret-than-the-one-of-that-server")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: SECRET_KEY is not the same everywhere (site ")
    doctor = run(("-m", "flask", "petition", "doctor"), site, DATA_KEYS=SECRETS["DATA_KEYS"].replace("1:A", "1:B"))
    assert doctor.returncode == 1
    assert "! DATA_KEYS let one process seal what another cannot open (site " in doctor.stdout


@BOTH
def test_what_was_killed_starts_again_at_once_and_what_has_ended_is_gone(site: RunningSite) -> None:
    site.kill()
    site.start()
    assert "looking whether it still is" not in site.words()
    assert site.stop() == 0
    with closing(sqlite3.connect(site.folder / "countersign.sqlite3")) as database:
        # The one that was killed is forgotten later.
        assert database.execute("SELECT count(*) FROM process").fetchone() == (1,)
