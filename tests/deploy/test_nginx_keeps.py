"""What nginx keeps is what the application shares, told apart by what the application looks at."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.routing import Rule

import config
from petition import create_app
from petition.web import embed, public
from petition.web.public.logos import KEPT_BY_ALL, PROXIES_KEEP
from tests.conftest import SECRETS
from tests.deploy.asking import ask, cache_states
from tests.deploy.running import RunningProxy, nginx_before
from tests.deploy.stand_in import StandIn, stand_in

# These say themselves how long they may be kept.
OWN_WORDS = (
    *("embed.element", "embed.newest_element", "public.logo", "public.picture", "public.ledger_tile"),
    "assets.file",
)
# By endpoint, the arguments that an answer hangs on.
SHARINGS = {
    **{f"{public.bp.name}.{name}": sharing.args for name, sharing in public.SHARED.items()},
    **dict.fromkeys(embed.SHARED, embed.SHARING.args),
    **dict.fromkeys(OWN_WORDS, ()),
}
ARGUMENTS = {
    "lang": "ar",
    "language": "fr",
    "slug": "ward-7",
    "sha256": "0a" * 32,
    "number": 3,
    "tile": "0/x001/234",
    "width": 640,
    "version": "5f2c",
    "filename": "css/site.css",
    "token": "InN1Ym1pc3Npb24i.aSK9",
    "public_id": "Zm9vYmFy",
    "job_id": "am9ib2Yx",
    "name": "1.eml",
}
PAGE = "/en/petitions/ward-7"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(config.load({"DATA_DIR": str(tmp_path_factory.mktemp("keeps")), **SECRETS}))


def test_it_keeps_what_is_shared_and_nothing_else(app: Flask) -> None:
    expected = {address_of(rule): behaviour(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    with stand_in() as told, nginx_before(told) as nginx:
        seen = {
            address: cache_states(nginx, f"{address}?q=1", f"{address}?q=2", f"{address}?q=2") for address in expected
        }
    # nginx does not let anyone see these at all.
    expected["/metrics"] = ["-", "-", "-"]
    assert seen == expected


def address_of(rule: Rule) -> str:
    built = rule.build({name: ARGUMENTS[name] for name in rule.arguments})
    assert built
    return built[1]


def behaviour(rule: Rule) -> list[str]:
    """What nginx should say of two queries, and of the second one again."""
    # The front page without a language is another one for each visitor.
    if rule.endpoint not in SHARINGS or rule.rule == "/":
        return ["-", "-", "-"]
    return ["MISS", "MISS", "HIT"] if SHARINGS[rule.endpoint] else ["MISS", "HIT", "HIT"]


@pytest.mark.parametrize(
    "said",
    [{"Cache-Control": "no-store"}, {"Set-Cookie": "waiting=1"}, {"Vary": "Cookie"}, {"Vary": "Accept-Language"}],
)
def test_it_keeps_no_answer_that_is_one_visitor_s(said: dict[str, str]) -> None:
    with stand_in() as told, nginx_before(told) as nginx:
        told.headers |= said
        assert cache_states(nginx, PAGE, PAGE) == ["MISS", "MISS"]


def test_an_old_page_is_better_than_an_error_but_not_than_the_news_that_it_is_gone() -> None:
    expected = {403: 403, 404: 404, 410: 410, 500: 200, 502: 200, 503: 200, 504: 200}
    with stand_in() as told, nginx_before(told) as nginx:
        told.headers["Cache-Control"] = "public, s-maxage=1"
        for status in expected:
            ask(nginx.port, "GET", f"/en/petitions/ward-{status}")
        time.sleep(2)
        assert {status: later(told, nginx, status) for status in expected} == expected


def later(told: StandIn, nginx: RunningProxy, status: int) -> int:
    """What a reader of a kept page is answered when the application answers with this."""
    told.status, told.headers = status, {"Cache-Control": "no-store"}
    return ask(nginx.port, "GET", f"/en/petitions/ward-{status}").status


def test_a_crowd_is_one_question() -> None:
    with stand_in() as told, nginx_before(told) as nginx, ThreadPoolExecutor(40) as crowd:
        told.seconds = 0.5
        answers = crowd.map(lambda _who: ask(nginx.port, "GET", PAGE).status, range(40))
        assert set(answers) == {200}
        assert told.asked == [PAGE]


def test_a_picture_that_was_taken_down_is_gone_from_it_too() -> None:
    picture = f"/petitions/ward-7/picture/{'0a' * 32}-640.jpg"
    with stand_in() as told, nginx_before(told) as nginx:
        told.headers |= {"Cache-Control": KEPT_BY_ALL.replace(f"s-maxage={PROXIES_KEEP}", "s-maxage=1")}
        assert cache_states(nginx, picture, picture) == ["MISS", "HIT"]
        told.status = 404
        time.sleep(2)
        assert ask(nginx.port, "GET", picture).status == 404
