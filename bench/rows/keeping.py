"""What does not depend on how fast anybody asks: memory, the small server, and checking the count."""

import argparse
import time

from bench import databases, small_server
from bench.crowd import Crowd, processes
from bench.databases import MILLION, NOBODY, count_of, page_of
from bench.figures import memory_mb, tree_of
from bench.row import Bar, Options, Round, Row
from bench.rows.pages import asking
from bench.rows.signing import forms_of, signed
from bench.stand import Stand
from bench.wrk import Void
from tests.faults.running import RunningProgram, RunningSite

SMALL_RATE = 50
# To deliver what a part of a round left behind.
SMALL_PAUSE = 10


def memory(stand: Stand, options: Options) -> list[Round]:
    """After pages, counts and signatures: the largest web process, on a database with very many and with none."""
    few = databases.copy_of_few(stand, options, "small_memory")
    with stand.site(databases.large(stand, options)) as full, stand.site(few) as empty:
        many, none = _after_work(full, MILLION, options), _after_work(empty, NOBODY, options)
    return [{"MB": many, "MB with none": none, "growth MB": many - none}]


def _after_work(site: RunningSite, slug: str, options: Options) -> float:
    for path in (page_of(slug), count_of(slug)):
        asking(site, path).per_second(options.seconds / 2)
    with processes() as pool:
        signed(pool, Crowd(site.port, forms_of(slug), options.seconds / 2))
    _, *workers = tree_of(site.process.pid)
    return max(memory_mb(worker) for worker in workers)


def small(_stand: Stand, options: Options) -> list[Round]:
    """`flask petition serve` on SQLite, mail and limits on, by the script of that name."""
    given = argparse.Namespace(seconds=options.seconds, rate=SMALL_RATE, pause=min(SMALL_PAUSE, options.seconds))
    rounds = [small_server.one_round(given) for _ in range(options.rounds)]
    if refusals := sum(figures.pop("refusals") for figures in rounds):
        raise Void(f"{refusals:.0f} were refused")
    return rounds


def check(stand: Stand, options: Options) -> list[Round]:
    """`verify-count` of the petition with very many signatures, once, in a process of its own."""
    database = databases.large(stand, options)
    command = ("-m", "flask", "petition", "verify-count", MILLION)
    checking = RunningProgram(stand.folder / "verify-count.log", command, stand.environment(database))
    started, peak = time.monotonic(), 0.0
    checking.start()
    try:
        while checking.is_running:
            peak = max(peak, _memory_while_it_lasts(checking))
            time.sleep(0.1)
    finally:
        checking.end()
    if checking.process.returncode:
        raise Void(checking.words()[-300:])
    return [{"s": time.monotonic() - started, "MB": peak}]


def _memory_while_it_lasts(program: RunningProgram) -> float:
    try:
        return memory_mb(program.process.pid)
    except OSError:
        return 0.0


ROWS = (
    Row(
        "memory of a web process",
        "after pages, counts and signatures",
        memory,
        (Bar("MB", most=90), Bar("growth MB", most=5)),
    ),
    Row(
        "small server",
        "one process, SQLite, durable",
        small,
        (
            Bar("signs per second", least=50),
            Bar(f"p99 ms at {SMALL_RATE}/s", most=250),
            Bar("MB", most=250),
        ),
    ),
    Row("verify-count of all signatures", "", check),
)
