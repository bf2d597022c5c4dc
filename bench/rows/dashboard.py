"""The dashboard of a petition with a year behind it: what its figures take, however many have signed."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import config
from bench import databases, filling
from bench.databases import MILLION
from bench.row import Bar, Options, Round, Row
from bench.signed_in import Asking, owner_of
from bench.stand import Stand, rest
from bench.wrk import Void
from petition import create_app
from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition
from petition.models.tally import Part, Step, TallyHour
from petition.services import domain_sums, petitions, shown_shares, tallying
from petition.services.course import Unit
from petition.services.inserting import insert_all
from petition.services.passages import Passage
from tests.faults.preparing import visited

YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)
COUNTRIES, LINKS, BUCKETS = 200, 50, 17
LARGE_DOMAINS = 30
# One in so many signers has a mail domain that nobody else has.
A_DOMAIN_IN = 25
PORTION = 5000
PAGE = f"/en/organise/{MILLION}"
TIMES = 40
WAITING = 20_000
FORMS = """
    INSERT INTO submission (public_id, petition_id, revision_id, language, address_index, name_index, content_index,
        sealed, generation, tries, risk, created_at, expires_at)
    SELECT 'backlog' || n, {ours}, (SELECT max(id) FROM revision WHERE petition_id = {ours}), 'en',
        decode(md5(n::text), 'hex'), '', '', '', 0, 0, '[]', now(), now() + interval '7 days'
    FROM generate_series(1, {waiting}) n
"""
MAILS = """
    INSERT INTO outbox (public_id, kind, language, subject, address, mailbox_index, dedupe_key, state, not_before,
        attempts, server_words, created_at)
    SELECT 'backlog' || n, 'signing', 'en', 'backlog' || n, '', '', 'backlog' || n, 'queued', now() + interval '1 day',
        0, '', now()
    FROM generate_series(1, {waiting}) n
"""


def dashboard(stand: Stand, options: Options) -> list[Round]:
    """The page as its team opens it, by hour, by day, and all of it."""
    database = a_year_old(stand, options)
    cookie, _ = owner_of(stand, database, MILLION, address="reader@example.org")
    rounds = []
    with stand.site(database) as site:
        asking = Asking(site.port, cookie)
        for _ in range(options.rounds):
            rest(stand, site)
            opened = {f"{unit} p95 ms": _p95_ms(asking, f"{PAGE}?by={unit}") for unit in Unit}
            # What each open page asks for every twenty seconds.
            renewed = {f"{unit} renewed p95 ms": _p95_ms(asking, f"{PAGE}/figures?by={unit}") for unit in Unit}
            rounds.append(opened | renewed)
    return rounds


def a_year_old(stand: Stand, options: Options) -> str:
    """A copy of the large database with sums of a year, and with much that waits; made when a row first asks for it."""
    name = "year"
    if not databases.is_there(name, stand):
        filling.copy_database(stand, name, of=databases.large(stand, options))
        _spread_over_a_year(stand, name, options)
        _let_wait(stand, name)
    return name


def _p95_ms(asking: Asking, path: str) -> float:
    took = sorted(_seconds(asking, path) for _ in range(TIMES))
    return took[int(0.95 * (TIMES - 1))] * 1000


def _seconds(asking: Asking, path: str) -> float:
    started = time.perf_counter()
    answer = asking.get(path)
    body = answer.read()
    if answer.status != 200 or b'data-part="funnel"' not in body:
        raise Void(f"the dashboard was answered with {answer.status}")
    return time.perf_counter() - started


def _spread_over_a_year(stand: Stand, database: str, options: Options) -> None:
    """Sums as so many signatures leave them: something in every hour, and tens of thousands of mail domains."""
    with visited(create_app(config.load(stand.environment(database)))):
        db.open_for_writing()
        petition = petitions.by_slug(MILLION)
        assert petition is not None
        now = clock.hour_of(clock.now())
        petition.opened_at = now - YEAR
        for portion in _portions(_hours(petition, now, options.signatures)):
            insert_all(TallyHour, portion)
        tallying.add_totals(petition.id, _totals(options.signatures))
        for passages in _passages(petition, now, options.signatures):
            domain_sums.add(passages)
        shown_shares.add({petition.id: options.signatures})
        shown_shares.renew()
        db.session.commit()


def _let_wait(stand: Stand, database: str) -> None:
    """Some of the signatures are held, and as many forms and their mails wait: more than any page counts."""
    ours = f"(SELECT petition_id FROM petition_slug WHERE slug = '{MILLION}')"
    some = f"SELECT id FROM signature WHERE petition_id = {ours} ORDER BY id LIMIT {WAITING}"
    stand.execute(f"UPDATE signature SET state = 'held' WHERE id IN ({some})", database)
    for statement in (FORMS, MAILS):
        stand.execute(statement.format(ours=ours, waiting=WAITING), database)
    stand.execute("VACUUM ANALYZE", database)


def _hours(petition: Petition, now: datetime, signatures: int) -> Iterator[dict[str, object]]:
    hours = YEAR // HOUR
    for number in range(hours):
        hour = now - HOUR * number
        for step in Step:
            key = {"petition_id": petition.id, "hour": hour, "day": hour.date(), "step": step}
            yield key | {"n": 1 + signatures // hours}


def _portions(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    portion = []
    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _totals(signatures: int) -> Counter[tuple[Part, str]]:
    # Countries are known by two letters.
    countries = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(COUNTRIES)]
    values = {Part.COUNTRY: countries, Part.SOURCE: range(LINKS), Part.WAIT: range(BUCKETS), Part.LANGUAGE: ["en"]}
    return Counter(
        {(part, str(value)): 1 + signatures // len(there) for part, there in values.items() for value in there}
    )


def _passages(petition: Petition, now: datetime, signatures: int) -> Iterator[dict[Passage, int]]:
    large = signatures // LARGE_DOMAINS
    for hours in range(0, 168, 24):
        hour = now - HOUR * hours
        yield {
            Passage(petition.id, hour, step, f"large{number}.example"): 1 + large // 7
            for number in range(LARGE_DOMAINS)
            for step in domain_sums.STEPS
        }
    alone = range(signatures // A_DOMAIN_IN)
    for start in range(0, len(alone), PORTION):
        yield {
            Passage(petition.id, now - YEAR, step, f"family{number}.example"): 1
            for number in alone[start : start + PORTION]
            for step in (Step.SUBMITTED, Step.CONFIRMED)
        }


ROWS = (
    Row(
        "dashboard of a petition with very many signatures",
        "a year of figures, by hour, by day and all of it",
        dashboard,
        tuple(Bar(f"{unit} {how}p95 ms", most=100) for unit in Unit for how in ("", "renewed ")),
    ),
)
