"""Two hospitals and two attackers, each behind one address: what is counted, held and refused, and how others fare.

    python -m bench.one_address [--posts 10000] [--quick]

Four web processes, PostgreSQL, Valkey and a worker that sends mail. 200 people of a hospital sign within two minutes,
one in five without script; then as many of another one, which is named in `ladder.shared_networks`. A program posts
ten thousand forms from one address and works for none of them; another one has worked beforehand for its first 120,
of which no more than 100 can count. All who are thanked confirm. Meanwhile others sign at a rate of their own, each
from another network; how long they wait is compared with a time when nobody attacks.
"""

import argparse
import asyncio
import json
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from urllib.parse import urlsplit

import altcha
import psycopg

from bench import filling
from bench.crowd import NAME, Crowd, Form, Outcome, processes, sign
from bench.figures import milliseconds, percentile
from bench.http import HOST, Client
from bench.stand import Stand, running_stand
from bench.storytelling import LONGEST_LINE, READING_SECONDS, mails_since
from tests.faults.running import wait_until
from tests.reading import Forms

DATABASE = "one_address"
CHALLENGE = re.compile(r'data-challenge="([^"]+)"')
NAMED = "192.0.3.10"
# One machine reads the mail of all, and confirms for them; how they sent is what is looked at.
READ_IN_ONE_PLACE = {"ladder.confirmer": "none none none"}
SENDERS = 16
# So many bring work: more than can count of one address, and few enough to be worked for beforehand.
WORKERS = 120
MAIL_SECONDS = 300
BECAME = """
SELECT slug, state, coalesce(rule, ''), count(*) FROM signature
JOIN petition_slug ON petition_slug.petition_id = signature.petition_id
LEFT JOIN hold ON hold.signature_id = signature.id
GROUP BY slug, state, rule
"""


@dataclass(frozen=True)
class Group:
    """People or a program behind one address, with a petition of their own, so that they can be told apart."""

    slug: str
    network: str
    forms: int
    # How many of each five come with work that was done.
    worked_of_five: int
    # So many a second; as fast as they are answered, for a program.
    rate: float | None = None

    @property
    def page(self) -> str:
        return f"/en/petitions/{self.slug}"

    def needs(self, number: int) -> bool:
        return number % 5 < self.worked_of_five


def groups(posts: int, people: int) -> tuple[Group, ...]:
    return (
        Group("hospital", "192.0.2.10", people, 4, rate=2),
        Group("hospital-that-is-named", NAMED, people, 4, rate=2),
        Group("program", "198.51.100.10", posts, 0),
        Group("program-that-works", "203.0.113.10", posts, 5),
    )


def solved(challenge: dict[str, object]) -> str:
    """What a form carries for this challenge; runs in a process of its own."""
    given = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(given)
    if solution is None:
        raise RuntimeError("a challenge was not solved in time")
    return altcha.Payload(given, solution).to_base64()


async def work_for(port: int, group: Group) -> list[str]:
    """What the first forms of this group bring along."""
    client = Client(port)
    asked = CHALLENGE.search((await client.ask(group.page)).text)
    if asked is None:
        return []
    needed = sum(group.needs(number) for number in range(min(group.forms, WORKERS)))
    answers = [await client.get(urlsplit(asked[1]).path, network=group.network) for _ in range(needed)]
    client.close()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(solved, [json.loads(answer.text) for answer in answers]))


def send_all(port: int, group: Group, work: Sequence[str]) -> "Counter[int]":
    """How often each status was the answer; runs in a process of its own."""
    return asyncio.run(_send_all(port, group, iter(work)))


async def _send_all(port: int, group: Group, work: Iterator[str]) -> "Counter[int]":
    client = Client(port)
    form = Forms((await client.ask(group.page)).text, "/sign").values | {"name": NAME}
    client.close()
    answers: Counter[int] = Counter()
    numbers, began = iter(range(group.forms)), time.monotonic()

    async def sender() -> None:
        for number in numbers:
            if group.rate:
                await asyncio.sleep(max(0.0, began + number / group.rate - time.monotonic()))
            brought = {"altcha": next(work, "")} if group.needs(number) else {}
            typed = form | brought | {"mail": f"{group.slug}{number}@mail{number % 50}.example.org"}
            own = Client(port)
            answers[(await own.post(f"{group.page}/sign", typed, network=group.network)).status] += 1
            own.close()

    await asyncio.gather(*(sender() for _ in range(SENDERS)))
    return answers


async def confirm_all(port: int, asking_port: int) -> int:
    """Open every mailed link and press its button; how many were confirmed."""
    reader, writer = await asyncio.open_connection(HOST, asking_port, limit=LONGEST_LINE)
    _total, paths = await mails_since(reader, writer, 0)
    writer.close()
    links, confirmed = iter(paths), 0

    async def reader_of_mail() -> None:
        nonlocal confirmed
        for path in links:
            client = Client(port)
            shown = await client.ask(path)
            answer = await client.post(path, Forms(shown.text, path).values)
            confirmed += answer.status == 303
            client.close()

    await asyncio.gather(*(reader_of_mail() for _ in range(SENDERS)))
    return confirmed


def waited(outcome: Outcome) -> dict[str, float]:
    """How long others waited for the page and the thank-you together."""
    return {
        "p50 ms": milliseconds(percentile(outcome.seconds, 0.5)),
        "p99 ms": milliseconds(percentile(outcome.seconds, 0.99)),
        "refused": len(outcome.refusals),
    }


def became(stand: Stand) -> dict[str, dict[str, int]]:
    """How many of each group's signatures are counted, and how many are held for which reason."""
    found: dict[str, dict[str, int]] = {}
    with psycopg.connect(stand.libpq_url(DATABASE)) as connection:
        for slug, state, rule, number in connection.execute(BECAME):
            found.setdefault(slug, {})[f"{state} {rule}".strip()] = number
    return found


def measured(stand: Stand, port: int, options: argparse.Namespace) -> dict[str, object]:
    all_groups = groups(options.posts, options.people)
    work = {group.slug: asyncio.run(work_for(port, group)) for group in all_groups}
    others = (Form("/en/petitions/others", "/en/petitions/others/sign"),)
    result: dict[str, object] = {}
    with processes(2) as pool:
        quiet = pool.begin(sign, Crowd(port, others, options.seconds, options.rate)).result()
        result["others, nobody attacks"] = waited(quiet)
        for group in all_groups:
            sending = pool.begin(send_all, port, group, work[group.slug])
            beside = Crowd(port, others, options.seconds, options.rate)
            result[f"others, beside {group.slug}"] = waited(pool.begin(sign, beside).result())
            answers = sending.result()
            result[group.slug] = {"with work": len(work[group.slug])} | {
                str(one): answers[one] for one in sorted(answers)
            }
    wait_until(lambda: stand.is_quiet(DATABASE), MAIL_SECONDS, pause=0.5)
    # Whoever presses sooner is held as a program.
    time.sleep(READING_SECONDS)
    result["confirmed"] = asyncio.run(confirm_all(port, stand.sink.asking_port))
    return result | {"became": became(stand)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000, help="forms that each program posts")
    parser.add_argument("--people", type=int, default=200, help="people of the hospital")
    parser.add_argument("--seconds", type=float, default=30, help="for which others sign, each time")
    parser.add_argument("--rate", type=float, default=10, help="others who sign in a second")
    parser.add_argument("--quick", action="store_true", help="only try whether all runs")
    options = parser.parse_args()
    if options.quick:
        options.posts, options.people, options.seconds, options.rate = 400, 30, 3, 5
    # Whoever ends it ends the servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running_stand() as stand:
        app = filling.make_database(stand, DATABASE)
        filling.make_petitions(app, ["others", *(group.slug for group in groups(0, 0))])
        filling.decide(app, {"ladder.shared_networks": NAMED} | READ_IN_ONE_PLACE)
        with stand.site(DATABASE, WEB_PROCESSES="4") as site, stand.worker(DATABASE):
            print(json.dumps(measured(stand, site.port, options), indent=1))


if __name__ == "__main__":
    main()
