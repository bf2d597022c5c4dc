"""The shipped Caddy before the built-in server."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.deploy.asking import TELLING, TOKEN, announce, ask, remaining, slow_posts
from tests.deploy.running import RunningProxy, caddy_before
from tests.faults.preparing import SLUG, prepared_site
from tests.faults.running import ROOT, RunningSite
from tests.servers import require

PAGE = f"/en/petitions/{SLUG}"
SIGN = f"{PAGE}/sign"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    made = prepared_site(tmp_path_factory.mktemp("caddy") / "data")
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="module")
def caddy(site: RunningSite) -> Iterator[RunningProxy]:
    with caddy_before(site) as proxy:
        yield proxy


@pytest.mark.parametrize("accepted", ["gzip, br", "gzip", "identity", ""])
def test_what_the_application_compressed_passes_as_it_is(caddy: RunningProxy, site: RunningSite, accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    through, direct = (ask(port, "GET", "/static/0/css/site.css", headers=headers) for port in (caddy.port, site.port))
    assert (through.status, through.body, through.headers["ETag"]) == (200, direct.body, direct.headers["ETag"])


def test_a_form_passes(caddy: RunningProxy) -> None:
    assert ask(caddy.port, "POST", SIGN, b"name=").status == 422


def test_nobody_can_pretend_to_call_from_elsewhere(caddy: RunningProxy) -> None:
    first, second = remaining(caddy.port, PAGE, "198.51.100.7"), remaining(caddy.port, PAGE, "203.0.113.9")
    assert second == first - 1


def test_the_application_says_itself_what_is_too_large(caddy: RunningProxy) -> None:
    answer = ask(caddy.port, "POST", SIGN, b"name=" + b"x" * 150_000)
    assert (answer.status, b"Shorten it" in answer.body) == (413, True)


def test_what_is_far_too_large_does_not_reach_it(caddy: RunningProxy) -> None:
    answer = ask(caddy.port, "POST", SIGN, b"name=" + b"x" * 3_100_000)
    assert (answer.status, b"choose a smaller picture" in answer.body) == (413, True)


def test_the_picture_of_a_petition_has_more_room(caddy: RunningProxy) -> None:
    path, picture = "/en/organise/ward-7/edit/picture", b"photograph=" + b"x" * 17_000_000
    assert ask(caddy.port, "POST", path, picture).status == 303
    assert announce(caddy.port, path, 18_500_000) == 413


def test_no_other_address_has_that_room(caddy: RunningProxy) -> None:
    assert announce(caddy.port, "/en/petitions/edit/picture", 3_100_000) == 413


def test_a_hundred_slow_phones_keep_nobody_waiting(caddy: RunningProxy) -> None:
    with slow_posts(caddy.port, SIGN, 100):
        assert ask(caddy.port, "GET", f"{PAGE}/check-your-mail", patience=5).status == 200


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics?x"])
def test_figures_are_not_for_everyone(caddy: RunningProxy, path: str) -> None:
    answer = ask(caddy.port, "GET", path)
    assert (answer.status, answer.body) == (404, b"")


def test_while_the_application_is_away_forms_are_told_when_to_come_back(caddy: RunningProxy, site: RunningSite) -> None:
    site.stop()
    answer = ask(caddy.port, "POST", f"/en/confirm/{TOKEN}", b"a=b", headers=TELLING)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "30", "no-store")
    assert "سنعود" in answer.body.decode()
    assert TOKEN not in caddy.words()
    site.start()
    assert ask(caddy.port, "POST", SIGN, b"name=").status == 422


def test_its_log_names_nobody(caddy: RunningProxy, site: RunningSite) -> None:
    for path in (f"/en/confirm/{TOKEN}?x={TOKEN}", f"/{TOKEN}@example.org"):
        ask(caddy.port, "POST", path, f"name={TOKEN}".encode(), headers=TELLING)
    assert TOKEN not in caddy.words() + site.words()
    assert "remote_ip" not in caddy.words()


def test_a_name_gets_its_certificates_by_itself() -> None:
    """Not tried out: certificates need a name that the world can reach. This is what Caddy makes of the file."""
    require(shutil.which("caddy") is not None, "Caddy")
    adapted = subprocess.run(
        ["caddy", "adapt", "--config", "deploy/caddy/Caddyfile", "--adapter", "caddyfile"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SITE_ADDRESS": "petitions.example.org"},
        capture_output=True,
        check=True,
    )
    server = json.loads(adapted.stdout)["apps"]["http"]["servers"]["srv0"]
    assert server["listen"] == [":443"]
    assert server["routes"][0]["match"] == [{"host": ["petitions.example.org"]}]
    assert "automatic_https" not in server
