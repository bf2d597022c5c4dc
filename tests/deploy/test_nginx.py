"""The shipped nginx before the shipped gunicorn: what is kept, what is let through, what is written down."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.deploy.asking import TELLING, TOKEN, ask, cache_states, line_about, remaining, slow_posts
from tests.deploy.running import GUNICORN, RunningProxy, nginx_before
from tests.faults.preparing import SLUG, prepared_site
from tests.faults.running import RunningSite

PAGE = f"/en/petitions/{SLUG}"
SIGN = f"{PAGE}/sign"
COUNT = f"/petitions/{SLUG}/count.json"
WAITING = f"{PAGE}/check-your-mail"
# What nginx says of an answer that it had itself, fresh or for as long as a new one is made.
KEPT = {"HIT", "STALE", "UPDATING"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    # One process: each would count requests for itself.
    made = prepared_site(tmp_path_factory.mktemp("nginx") / "data", command=GUNICORN, WEB_PROCESSES="1")
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="module")
def nginx(site: RunningSite) -> Iterator[RunningProxy]:
    with nginx_before(site) as proxy:
        yield proxy


def test_a_page_is_kept_whatever_is_written_behind_it(nginx: RunningProxy) -> None:
    assert set(cache_states(nginx, f"{PAGE}?x=1", f"{PAGE}?x=2", f"{PAGE}?ref=mastodon")[1:]) <= KEPT
    assert cache_states(nginx, f"{COUNT}?1", f"{COUNT}?2")[1] in KEPT


def test_a_cookie_does_not_keep_anyone_from_the_kept_page(nginx: RunningProxy) -> None:
    assert set(cache_states(nginx, PAGE, PAGE, headers={"Cookie": "waiting=abc"})[1:]) <= KEPT


def test_three_spellings_of_one_encoding_are_one_page(nginx: RunningProxy) -> None:
    cache_states(nginx, "/fr/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert set(cache_states(nginx, "/fr/", headers={"Accept-Encoding": "br;q=1.0, *;q=0.1"})) <= KEPT
    assert set(cache_states(nginx, "/fr/", headers={"Accept-Encoding": "deflate,br"})) <= KEPT


@pytest.mark.parametrize(
    ("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("zstd", None)]
)
def test_each_gets_the_coding_that_it_can_read(nginx: RunningProxy, accepted: str, sent: str | None) -> None:
    for _time in range(2):
        assert ask(nginx.port, "GET", PAGE, headers={"Accept-Encoding": accepted}).headers["Content-Encoding"] == sent


def test_what_holds_a_secret_is_not_compressed(nginx: RunningProxy) -> None:
    for path in ("/en/login", f"{PAGE}/join", WAITING):
        assert ask(nginx.port, "GET", path, headers={"Accept-Encoding": "gzip, br"}).headers["Content-Encoding"] is None


def test_what_a_browser_has_is_not_sent_again(nginx: RunningProxy) -> None:
    tag = ask(nginx.port, "GET", COUNT).headers["ETag"]
    assert ask(nginx.port, "GET", COUNT, headers={"If-None-Match": tag}).status == 304


def test_what_belongs_to_one_visitor_is_never_kept(nginx: RunningProxy) -> None:
    assert cache_states(nginx, WAITING, WAITING, "/en/login", "/en/login") == ["-"] * 4


def test_a_post_reaches_the_application_each_time(nginx: RunningProxy) -> None:
    # An empty form: shown again, with what is missing.
    for _time in range(2):
        assert line_about(nginx, "POST", SIGN, b"name=").endswith("cache=- app=422")


def test_nobody_can_pretend_to_call_from_elsewhere(nginx: RunningProxy) -> None:
    first, second = remaining(nginx.port, PAGE, "198.51.100.7"), remaining(nginx.port, PAGE, "203.0.113.9")
    assert second == first - 1


def test_without_a_proxy_they_could(site: RunningSite) -> None:
    """The negative control: TRUSTED_PROXIES is 1, and here nobody stands in between."""
    assert remaining(site.port, PAGE, "198.51.100.7") == remaining(site.port, PAGE, "203.0.113.9")


def test_the_application_says_itself_what_is_too_large(nginx: RunningProxy) -> None:
    answer = ask(nginx.port, "POST", SIGN, b"name=" + b"x" * 150_000)
    assert (answer.status, b"Shorten it" in answer.body) == (413, True)


def test_what_is_far_too_large_does_not_reach_it(nginx: RunningProxy) -> None:
    answer = ask(nginx.port, "POST", SIGN, b"name=" + b"x" * 300_000)
    assert (answer.status, b"choose a smaller picture" in answer.body) == (413, True)


def test_a_picture_has_room(nginx: RunningProxy) -> None:
    assert not line_about(nginx, "POST", f"{PAGE}/join", b"logo=" + b"x" * 2_200_000).endswith("app=-")


def test_the_text_of_a_petition_has_room(nginx: RunningProxy) -> None:
    for path in ("edit/words-ar", "revise/ar", "translate/ar"):
        line = line_about(nginx, "POST", f"/en/organise/ward-7/{path}", b"text=" + b"x" * 2_000_000)
        assert not line.endswith("app=-")


def test_the_picture_of_a_petition_has_more(nginx: RunningProxy) -> None:
    path = "/en/organise/ward-7/edit/picture"
    assert not line_about(nginx, "POST", path, b"photograph=" + b"x" * 17_000_000).endswith("app=-")
    assert line_about(nginx, "POST", path, b"photograph=" + b"x" * 18_000_000).endswith("app=-")


def test_only_a_few_pictures_of_petitions_are_in_memory_at_once(nginx: RunningProxy) -> None:
    path = "/en/organise/ward-7/edit/picture"
    with slow_posts(nginx.port, path, 4):
        assert ask(nginx.port, "POST", path, b"photograph=").status == 429
        assert ask(nginx.port, "GET", WAITING, patience=5).status == 200


def test_forty_slow_phones_keep_nobody_waiting(nginx: RunningProxy) -> None:
    with slow_posts(nginx.port, SIGN, 40):
        assert ask(nginx.port, "GET", WAITING, patience=5).status == 200


def test_without_a_proxy_they_would(site: RunningSite) -> None:
    """The negative control: gunicorn alone has a thread for each, and then none."""
    with slow_posts(site.port, SIGN, 40), pytest.raises(TimeoutError):
        ask(site.port, "GET", WAITING, patience=1)


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics?x", "/en/../metrics"])
def test_figures_are_not_for_everyone(nginx: RunningProxy, path: str) -> None:
    assert " 404 " in (line := line_about(nginx, "GET", path))
    assert line.endswith("app=-")


def test_its_health_may_be_asked_for(nginx: RunningProxy) -> None:
    assert ask(nginx.port, "GET", "/healthz").status == 200


def test_while_the_application_is_away_pages_stay_and_forms_are_told_when_to_come_back(
    site: RunningSite, nginx: RunningProxy
) -> None:
    page = ask(nginx.port, "GET", PAGE).body
    site.stop()
    assert ask(nginx.port, "GET", PAGE).body == page
    answer = ask(nginx.port, "POST", f"/en/confirm/{TOKEN}", b"a=b", headers=TELLING)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "30", "no-store")
    assert "سنعود" in answer.body.decode()
    assert TOKEN not in nginx.words()
    site.start()
    assert ask(nginx.port, "POST", SIGN, b"name=").status == 422


def test_its_logs_name_nobody(nginx: RunningProxy, site: RunningSite) -> None:
    for path in (f"/en/confirm/{TOKEN}?x={TOKEN}", f"/{TOKEN}@example.org", f"/petitions/{TOKEN}/join?{TOKEN}"):
        ask(nginx.port, "POST", path, f"name={TOKEN}".encode(), headers=TELLING)
    assert " POST /en/confirm/... " in line_about(nginx, "POST", f"/en/confirm/{TOKEN}", b"a=b")
    assert TOKEN not in nginx.words() + site.words()
    assert "127.0.0.1" not in "".join(nginx.lines())


@pytest.mark.parametrize("port_of", ["nginx", "site"])
def test_nor_of_whom_they_cannot_understand(port_of: str, request: pytest.FixtureRequest) -> None:
    running: RunningProxy | RunningSite = request.getfixturevalue(port_of)
    with closing(socket.create_connection(("127.0.0.1", running.port))) as connection:
        connection.sendall(f"GET  /confirm/{TOKEN} {TOKEN}\r\n\r\n".encode())
        assert b" 400 " in connection.recv(1000)
    assert TOKEN not in running.words()
