"""The whole story on one machine: people sign, get their mail, open its link, confirm, and are counted, while very
many others watch the number.
"""

import time
from concurrent.futures import Future

import psycopg

from bench import databases
from bench.crowd import Crowd, processes
from bench.databases import NOBODY, PETITIONS, count_of
from bench.figures import cpu_seconds_of_trees, memory_mb, percentile
from bench.proxy import nginx_before
from bench.row import Bar, Options, Round, Row
from bench.rows.signing import forms_of
from bench.stand import Stand
from bench.storytelling import NEVER, Ending, Watching, counted_after, tell, watch
from bench.wrk import Void
from tests.faults.running import wait_until

SAMPLE_SECONDS = 0.1
SETTLE_SECONDS = 300
COUNTED = "SELECT coalesce(sum(online), 0) FROM ledger_head"
KEPT = "SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM signature)"
# Bytes: what PostgreSQL has logged since it was made, and what the database takes on disk with all its indexes.
LOGGED = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
STORED = "SELECT pg_database_size(current_database())"
SIGNED = "SELECT count(*) FROM signature WHERE state = 'counted'"
# Times the rate that is asked for; after the first that is not borne nobody asks for more.
STEPS = (0.5, 0.625, 0.75, 0.875, 1.0, 1.25, 1.5, 2.0, 3.0)
STEP_SECONDS = 30
BEARABLE_SECONDS = 2.0
# Who sends a form when more come than are borne waits for all before them: after half a minute, longer than this.
UNHURRIED_SECONDS = 0.6


def story(stand: Stand, options: Options) -> list[Round]:
    """Once, and long, under one petition: at the rate that is asked for, or else at the highest that is borne."""
    borne, tried = _borne(stand, options)
    if not borne:
        raise Void(f"{tried:g} stories a second were not borne")
    database = databases.copy_of_few(stand, options, "story")
    with stand.site(database) as site, stand.worker(database) as worker, nginx_before(site) as proxy:
        pids = {"web": site.process.pid, "worker": worker.process.pid, "nginx": proxy.process.pid}
        before = _spent(stand, database, pids)
        rate = min(borne, options.story_rate)
        figures = _told(stand, database, Crowd(proxy.port, forms_of(NOBODY), options.story_seconds, rate), options)
        after = _spent(stand, database, pids)
        memory = memory_mb(worker.process.pid)
    # What those who watch cost is in it.
    each = {name: (figure - before[name]) / max(1, figures["counted"]) for name, figure in after.items()}
    return [{"borne, stories/s": borne, "last tried, stories/s": tried} | figures | each | {"worker MB": memory}]


def _spent(stand: Stand, database: str, pids: dict[str, int]) -> Round:
    """What the programs of these names, and the servers, have computed and written so far."""
    return {
        **{f"{name} CPU ms each": cpu_seconds_of_trees(pid) * 1000 for name, pid in pids.items()},
        "PostgreSQL and Valkey CPU ms each": stand.cpu_seconds() * 1000,
        "WAL kB each": stand.execute(LOGGED) / 1000,
        "disk kB each": stand.execute(STORED, database) / 1000,
    }


def _borne(stand: Stand, options: Options) -> tuple[float, float]:
    """The highest rate at which nobody waits long, for half a minute under several petitions; and the last tried."""
    database = databases.copy_of_few(stand, options, "faster")
    borne, tried = 0.0, 0.0
    with stand.site(database) as site, stand.worker(database), nginx_before(site) as proxy:
        for step in STEPS:
            tried = step * options.story_rate
            seconds = min(STEP_SECONDS, options.story_seconds)
            try:
                figures = _told(stand, database, Crowd(proxy.port, forms_of(*PETITIONS), seconds, tried), options)
            except Void:
                break
            if figures["counted p99 s"] > BEARABLE_SECONDS or figures["sign p99 s"] > UNHURRIED_SECONDS:
                break
            if figures["lost"]:
                raise Void(f"{figures['lost']:g} were lost at {tried:g} a second")
            borne = tried
    return borne, tried


def _told(stand: Stand, database: str, crowd: Crowd, options: Options) -> Round:
    """What became of a crowd while others watched. Raises Void where anybody was refused."""
    kept, signed, counted = (stand.execute(question, database) for question in (KEPT, SIGNED, COUNTED))
    with processes(2) as pool:
        watching = Watching(crowd.port, count_of(NOBODY), options.viewers, crowd.seconds)
        watched = pool.begin(watch, watching)
        ending, counts = _followed(stand, database, pool.begin(tell, crowd, stand.sink.asking_port), crowd.seconds)
        refusals = [*ending.refusals, *watched.result(SETTLE_SECONDS)]
    if refusals:
        raise Void(f"{len(refusals)} were refused; first: {refusals[0]}")
    confirmed = len(ending.confirmed_at)
    lost = [
        ending.thanked - (stand.execute(KEPT, database) - kept),
        confirmed - (stand.execute(SIGNED, database) - signed),
        confirmed - (stand.execute(COUNTED, database) - counted),
        ending.thanked - confirmed,
    ]
    delays = counted_after(ending.confirmed_at, [(moment, number - counted) for moment, number in counts])
    if NEVER in delays:
        raise Void(f"{delays.count(NEVER)} were told that they are counted, and never were: {lost}")
    return {
        "stories/s": confirmed / crowd.seconds,
        "counted": confirmed,
        "counted p99 s": percentile(delays, 0.99),
        "sign p99 s": percentile(ending.sign_seconds, 0.99),
        "lost": sum(abs(number) for number in lost),
        "mails too many": ending.mails - ending.thanked,
    }


def _followed(
    stand: Stand, database: str, telling: "Future[Ending]", seconds: float
) -> tuple[Ending, list[tuple[float, int]]]:
    """The ending, and how the number grew until everything was at rest."""
    counts: list[tuple[float, int]] = []
    with psycopg.connect(stand.libpq_url(database), autocommit=True) as connection:

        def look() -> bool:
            row = connection.execute(COUNTED.encode()).fetchone()
            assert row is not None
            counts.append((time.monotonic(), int(row[0])))
            return telling.done() and stand.is_quiet(database)

        wait_until(look, seconds + SETTLE_SECONDS, pause=SAMPLE_SECONDS)
    return telling.result(), counts


ROWS = (
    Row(
        "the whole story",
        "sign, mail, confirm, counted, while others watch; once",
        story,
        (
            Bar("stories/s", least=80),
            Bar("counted p99 s", most=2),
            Bar("lost", most=0),
            Bar("mails too many", most=0),
        ),
    ),
)
