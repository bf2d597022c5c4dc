"""The built-in server as a process: it starts on a fresh machine and ends without losing anything."""

import http.client
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.live import START_SECONDS, demo_folder
from tests.faults.preparing import SLUG, prepared_site
from tests.faults.running import ROOT, SERVE, RunningSite, wait_until
from tests.reading import Forms

pytestmark = pytest.mark.faults
PAGE = f"/en/petitions/{SLUG}"
DEMO = "SELECT count(*) FROM petition_slug WHERE slug = 'keep-the-night-shift-alive'"
SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    made = prepared_site(tmp_path / "data")
    made.start()
    yield made
    made.end()


def test_a_fresh_folder_is_a_site_within_a_minute(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert START_SECONDS <= 60
    fresh = demo_folder(tmp_path_factory)
    assert re.search(r"http://127\.0\.0\.1:\d+/mailbox", (fresh / "log").read_text())
    # Nothing is written into this folder: others are copying it.
    with closing(sqlite3.connect(f"file:{fresh}/countersign.sqlite3?immutable=1", uri=True)) as connection:
        assert connection.execute(DEMO).fetchone() == (1,)


@pytest.mark.parametrize("number", SIGNALS)
def test_it_ends_quietly(site: RunningSite, number: signal.Signals) -> None:
    assert site.stop(number) == 0
    assert "Traceback" not in site.words()
    assert "Aborted" not in site.words()


@pytest.mark.parametrize("number", SIGNALS)
def test_it_answers_first_what_it_is_doing(site: RunningSite, number: signal.Signals) -> None:
    answers: list[str] = []
    form = empty_form(site)
    with database_held(site):
        signers = [sign_in_background(site, form, answers, who) for who in range(20)]
        wait_until(lambda: connections_to(site) >= 20)
        site.process.send_signal(number)
        wait_until(lambda: not takes_connections(site))
    for signer in signers:
        signer.join(20)
    assert answers == ["303"] * 20
    assert site.process.wait(20) == 0
    assert "Traceback" not in site.words()


def test_the_second_signal_does_not_wait(site: RunningSite) -> None:
    answers: list[str] = []
    form = empty_form(site)
    with database_held(site):
        signer = sign_in_background(site, form, answers, 1)
        wait_until(lambda: connections_to(site) >= 1)
        site.process.send_signal(signal.SIGINT)
        wait_until(lambda: not takes_connections(site))
        assert site.stop(signal.SIGINT) == -signal.SIGINT
    signer.join(20)
    assert answers == ["no answer"]


def test_a_port_in_use_is_said_in_one_sentence(site: RunningSite) -> None:
    second = subprocess.run(
        [sys.executable, *SERVE], cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Error: Cannot listen on 127.0.0.1:{site.port} (Address already in use).")
    assert "Traceback" not in second.stderr


@contextmanager
def database_held(site: RunningSite) -> Iterator[None]:
    """Let every request that writes wait for as long as the block runs."""
    with closing(sqlite3.connect(site.folder / "countersign.sqlite3", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def empty_form(site: RunningSite) -> dict[str, str]:
    return Forms(fetch(site, "GET", PAGE), "/sign").values


def sign_in_background(site: RunningSite, form: dict[str, str], answers: list[str], who: int) -> threading.Thread:
    filled = urlencode(form | {"name": f"Signer {who}", "mail": f"signer{who}@example.org"})

    def sign() -> None:
        try:
            answers.append(str(status(site, "POST", f"{PAGE}/sign", filled)))
        except (OSError, http.client.HTTPException):
            answers.append("no answer")

    thread = threading.Thread(target=sign)
    thread.start()
    return thread


def fetch(site: RunningSite, method: str, path: str) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request(method, path)
        return connection.getresponse().read().decode()


def status(site: RunningSite, method: str, path: str, body: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status


def takes_connections(site: RunningSite) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    try:
        connection.connect()
    except OSError:
        return False
    connection.close()
    return True


def connections_to(site: RunningSite) -> int:
    """How many connections the server has accepted or will find waiting (Linux)."""
    port = f":{site.port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(port) and row[3] == "01" for row in rows)
