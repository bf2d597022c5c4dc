"""Pages and counts: from the application, and behind the shipped nginx."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench import databases
from bench.databases import MILLION, NOBODY, count_of, page_of
from bench.figures import cpu_seconds_of_trees, tree_of
from bench.http import Answer, Client
from bench.proxy import nginx_before
from bench.row import Bar, Options, Round, Row
from bench.stand import Stand
from bench.wrk import Readers, Void
from tests.faults.running import RunningSite

# What browsers send, as the shipped nginx passes it on.
CODING = {"Accept-Encoding": "br"}


def page_cached(stand: Stand, options: Options) -> list[Round]:
    with _site_and_floor(stand, options) as (site, floor):
        page, bare = asking(site, page_of(NOBODY)), asking(floor, "/bare")
        return compared(page, bare, options, lambda: stand.cpu_seconds(site))


def page_revalidated(stand: Stand, options: Options) -> list[Round]:
    with _site_and_floor(stand, options) as (site, floor):
        tag = _tag_of(site, page_of(NOBODY))
        page, bare = asking(site, page_of(NOBODY), tag=tag), asking(floor, "/bare")
        return compared(page, bare, options, lambda: stand.cpu_seconds(site))


def page_anew(stand: Stand, options: Options) -> list[Round]:
    """No answer is kept; what was read of the petition is, for a few seconds."""
    with _site_and_floor(stand, options) as (site, floor):
        page, plain = asking(site, page_of(NOBODY), is_anew=True), asking(floor, "/page")
        return compared(page, plain, options, lambda: stand.cpu_seconds(site))


def page_with_nothing_kept(stand: Stand, options: Options) -> list[Round]:
    with _site_and_floor(stand, options, PAGE_CACHE_SECONDS="0") as (site, floor):
        page, plain = asking(site, page_of(NOBODY)), asking(floor, "/page")
        return compared(page, plain, options, lambda: stand.cpu_seconds(site))


def page_growth(stand: Stand, options: Options) -> list[Round]:
    return _growth(stand, options, databases.large(stand, options), page_of(MILLION), page_of(NOBODY))


def page_wide(stand: Stand, options: Options) -> list[Round]:
    return _growth(stand, options, databases.wide(stand, options), page_of(NOBODY), page_of(NOBODY))


def count_growth(stand: Stand, options: Options) -> list[Round]:
    return _growth(stand, options, databases.large(stand, options), count_of(MILLION), count_of(NOBODY))


def count_cached(stand: Stand, options: Options) -> list[Round]:
    with _site_and_floor(stand, options) as (site, floor):
        count, static = asking(site, count_of(NOBODY)), asking(floor, "/count.json")
        return compared(count, static, options, lambda: stand.cpu_seconds(site))


def page_behind_nginx(stand: Stand, options: Options) -> list[Round]:
    return _behind_nginx(stand, options, page_of(NOBODY))


def count_behind_nginx(stand: Stand, options: Options) -> list[Round]:
    return _behind_nginx(stand, options, count_of(NOBODY))


def asking(site: RunningSite, path: str, *, tag: str = "", is_anew: bool = False) -> Readers:
    """Readers of a site or a floor; those who have the page of this tag already."""
    headers = CODING | ({"If-None-Match": tag} if tag else {})
    _, *workers = tree_of(site.process.pid)
    return Readers(site.port, path, headers, is_anew, tuple(workers))


def compared(product: Readers, floor: Readers, options: Options, computed: Callable[[], float]) -> list[Round]:
    """Both in turn in every round, the other one first each time; what is warmed up is not counted.

    `computed` says how many seconds the product's processes have computed so far.
    """
    for readers in (product, floor):
        readers.per_second(1)
    rounds = []
    for number in range(options.rounds):
        turn = [("product", product), ("floor", floor)]
        rates, spent = {}, {}
        for name, readers in turn if number % 2 == 0 else turn[::-1]:
            rates[name], spent[name] = _costly(readers, options.seconds, computed)
        if not all(rates.values()):
            raise Void("nobody was answered")
        rounds.append(
            {
                "product/s": rates["product"],
                "floor/s": rates["floor"],
                "ratio": rates["product"] / rates["floor"],
                "product CPU ms": spent["product"] * 1000 / (rates["product"] * options.seconds),
            }
        )
    return rounds


def _costly(readers: Readers, seconds: float, computed: Callable[[], float]) -> tuple[float, float]:
    """How many are answered each second, and what was computed since they last began."""
    before: list[float] = []
    rate = readers.per_second(seconds, lambda: before.append(computed()))
    return rate, computed() - before[-1]


@contextmanager
def _site_and_floor(stand: Stand, options: Options, **environment: str) -> Iterator[tuple[RunningSite, RunningSite]]:
    database = databases.few(stand, options)
    with stand.site(database, **environment) as site, stand.floor("views", database) as floor:
        yield site, floor


def _growth(stand: Stand, options: Options, full: str, path: str, path_among_few: str) -> list[Round]:
    """A full database against a nearly empty one, every answer made anew."""
    with stand.site(full) as many, stand.site(databases.few(stand, options)) as few:
        full_page, small_page = asking(many, path, is_anew=True), asking(few, path_among_few, is_anew=True)
        return compared(full_page, small_page, options, lambda: stand.cpu_seconds(many))


def _behind_nginx(stand: Stand, options: Options, path: str) -> list[Round]:
    """Against a file of the same bytes, sent by the same nginx with the same log."""
    with stand.site(databases.few(stand, options)) as site:
        folder = stand.folder / "static"
        folder.mkdir(exist_ok=True)
        (folder / "file").write_bytes(_now(site, path).body)
        static = f"location /static-floor/ {{ alias {folder}/; }}"
        with nginx_before(site, static) as proxy:
            page, file = Readers(proxy.port, path, CODING), Readers(proxy.port, "/static-floor/file", CODING)
            # nginx alone: what the application does for it is a few pages a second.
            return compared(page, file, options, lambda: cpu_seconds_of_trees(proxy.process.pid))


def _tag_of(site: RunningSite, path: str) -> str:
    return _now(site, path).headers["etag"]


def _now(site: RunningSite, path: str) -> Answer:
    return asyncio.run(Client(site.port, encoding=CODING["Accept-Encoding"]).ask(path))


SAME = "the same with none"
FILE = "a static file of that size"
MANY = "with very many signatures"
ROWS = (
    Row("page, cached", "a bare Flask view", page_cached, (Bar("ratio", least=0.6),)),
    Row("page, not modified (304)", "a bare Flask view", page_revalidated),
    Row("page, uncached", "a Jinja page with one query", page_anew, (Bar("ratio", least=0.4),)),
    Row("page, nothing of the petition kept either", "a Jinja page with one query", page_with_nothing_kept),
    Row(f"page, uncached, {MANY}", SAME, page_growth, (Bar("ratio", least=0.95),)),
    Row("page, uncached, with very many petitions", "the same with ten", page_wide, (Bar("ratio", least=0.95),)),
    Row("count.json, cached", "a static JSON view", count_cached, (Bar("ratio", least=0.6),)),
    Row(f"count.json, uncached, {MANY}", SAME, count_growth, (Bar("ratio", least=0.95),)),
    Row("page behind nginx", FILE, page_behind_nginx, (Bar("ratio", least=0.8),)),
    Row("count.json behind nginx", FILE, count_behind_nginx, (Bar("ratio", least=0.8),)),
)
