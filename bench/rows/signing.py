"""Signing: the page with its form, then the form, on PostgreSQL, all limits on."""

import time

from bench import databases
from bench.crowd import Crowd, Form, Outcome, Processes, processes, sign
from bench.databases import MILLION, PETITIONS, THOUSAND, page_of
from bench.figures import percentile
from bench.row import Bar, Options, Round, Row
from bench.stand import Stand, rest
from bench.wrk import Void
from tests.faults.running import RunningSite

FLOOR = (Form("/", "/sign"),)
STEADY_RATE = 100
# How long limits count, in seconds.
WINDOW = 60
WARM_SECONDS = 1
PATIENCE = 120

Place = tuple[RunningSite, tuple[Form, ...]]


def forms_of(*slugs: str) -> tuple[Form, ...]:
    return tuple(Form(page_of(slug), f"{page_of(slug)}/sign") for slug in slugs)


def saturated(stand: Stand, options: Options) -> list[Round]:
    """As fast as it goes, against an app that does nothing else."""
    database = databases.copy_of_few(stand, options, "signed")
    rounds = []
    with stand.site(database) as site, stand.floor("signing", database) as floor, processes() as pool:
        warm(pool, (site, forms_of(*PETITIONS)), (floor, FLOOR))
        for _ in range(options.rounds):
            product = _costs(stand, pool, site, forms_of(*PETITIONS), options)
            minimal = _costs(stand, pool, floor, FLOOR, options)
            rounds.append(
                {f"product {name}": figure for name, figure in product.items()}
                | {f"floor {name}": figure for name, figure in minimal.items()}
                | {"ratio": product["signs/s"] / minimal["signs/s"], "CPU ratio": product["CPU ms"] / minimal["CPU ms"]}
            )
    return rounds


def steady(stand: Stand, options: Options) -> list[Round]:
    """At a rate that it bears: how long a visitor waits for the page and the thank-you together."""
    database = databases.copy_of_few(stand, options, "steady")
    rounds = []
    with stand.site(database) as site, processes() as pool:
        warm(pool, (site, forms_of(*PETITIONS)))
        for _ in range(options.rounds):
            seconds = signed(pool, Crowd(site.port, forms_of(*PETITIONS), options.seconds, STEADY_RATE)).seconds
            rounds.append({"p50 ms": percentile(seconds, 0.5) * 1000, "p99 ms": percentile(seconds, 0.99) * 1000})
            rest(stand, site)
    return rounds


def growth(stand: Stand, options: Options) -> list[Round]:
    """Under a petition with very many signatures, against one with a thousand. The large database is not copied."""
    few = databases.copy_of_few(stand, options, "thousand")
    with stand.site(databases.large(stand, options)) as full, stand.site(few) as small:
        return _side_by_side((full, forms_of(MILLION)), (small, forms_of(THOUSAND)), options)


def wide(stand: Stand, options: Options) -> list[Round]:
    """Where there are very many petitions, against ten."""
    few = databases.copy_of_few(stand, options, "narrow")
    with stand.site(databases.wide(stand, options)) as full, stand.site(few) as small:
        return _side_by_side((full, forms_of(*PETITIONS)), (small, forms_of(*PETITIONS)), options)


def _side_by_side(many: Place, few: Place, options: Options) -> list[Round]:
    rounds = []
    free_at: dict[int, float] = {}
    with processes() as pool:
        warm(pool, many, few)
        for _ in range(options.rounds):
            rates = []
            for site, forms in (many, few):
                time.sleep(max(0, free_at.get(site.port, 0) - time.monotonic()))
                rates.append(signed(pool, Crowd(site.port, forms, options.seconds)).rate)
                # A petition takes 6,000 signatures a minute; several take more.
                free_at[site.port] = time.monotonic() + (WINDOW if len(forms) == 1 else 0)
            rounds.append({"many signs/s": rates[0], "few signs/s": rates[1], "ratio": rates[0] / rates[1]})
    return rounds


def _costs(
    stand: Stand, pool: Processes, site: RunningSite, forms: tuple[Form, ...], options: Options
) -> dict[str, float]:
    """Signs a second, and what each cost all the servers together."""
    rest(stand, site)
    before = stand.cpu_seconds(site)
    outcome = signed(pool, Crowd(site.port, forms, options.seconds))
    spent = stand.cpu_seconds(site) - before
    return {"signs/s": outcome.rate, "CPU ms": spent * 1000 / len(outcome.seconds)}


def warm(pool: Processes, *places: Place) -> None:
    for site, forms in places:
        signed(pool, Crowd(site.port, forms, WARM_SECONDS))


def signed(pool: Processes, crowd: Crowd) -> Outcome:
    """What they were answered. Raises Void where anybody was refused."""
    outcome = pool.begin(sign, crowd).result(crowd.seconds + PATIENCE)
    if outcome.refusals:
        raise Void(f"{len(outcome.refusals)} of {len(outcome.seconds)} were refused; first: {outcome.refusals[0]}")
    return outcome


ROWS = (
    Row(
        "sign (form and post), saturated",
        "a minimal Flask + ORM + outbox app",
        saturated,
        (Bar("ratio", least=0.6), Bar("CPU ratio", most=1.6)),
    ),
    Row(f"sign at {STEADY_RATE} a second", "", steady, (Bar("p99 ms", most=120),)),
    Row("sign, with very many signatures", "the same with a thousand", growth, (Bar("ratio", least=0.9),)),
    Row("sign, with very many petitions", "the same with ten", wide, (Bar("ratio", least=0.9),)),
)
