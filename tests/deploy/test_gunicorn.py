"""gunicorn with the shipped file, by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.asking import ask
from tests.deploy.running import GUNICORN
from tests.faults.preparing import SLUG, prepared_site
from tests.faults.running import RunningSite

PAGE = f"/en/petitions/{SLUG}"
MOST_KILOBYTES = 95_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("gunicorn") / "data"
    made = prepared_site(folder, command=GUNICORN, WEB_PROCESSES="1", HOME=str(home))
    made.start()
    yield made
    made.end()


def test_a_web_process_takes_little_memory(site: RunningSite) -> None:
    for path in (PAGE, f"{PAGE}/signatures", f"{PAGE}/check-your-mail", "/en/petitions", "/en/login"):
        assert ask(site.port, "GET", path).status == 200
    assert [kilobytes for kilobytes in memory_of_children(site.process.pid) if kilobytes > MOST_KILOBYTES] == []


def memory_of_children(pid: int) -> list[int]:
    """Each one's share of what is in memory, in kilobytes (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    return [
        int(line.split()[1])
        for child in children
        for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    ]


def test_it_writes_nothing_into_its_home(site: RunningSite, home: Path) -> None:
    assert ask(site.port, "GET", "/healthz").status == 200
    assert list(home.iterdir()) == []


def test_a_visitor_cannot_move_the_site(site: RunningSite) -> None:
    """By default gunicorn lets a proxy on this machine do so, and Caddy passes such a header on."""
    answer = ask(site.port, "GET", PAGE, headers={"SCRIPT_NAME": "/elsewhere"})
    assert (answer.status, b"/elsewhere" in answer.body) == (200, False)


def test_contradictions_about_the_scheme_do_not_refuse_a_visitor(site: RunningSite) -> None:
    headers = {"X-Forwarded-Proto": "http", "X-Forwarded-Ssl": "on"}
    assert ask(site.port, "GET", PAGE, headers=headers).status == 200
