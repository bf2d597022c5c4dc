"""The pages of the workspace about a petition with very many signatures, one after the other, beside a bare view."""

import http.client
import time
from dataclasses import dataclass

import sqlalchemy as sa

import config
from bench.databases import MILLION
from bench.figures import percentile
from bench.row import Bar, Options, Round, Row
from bench.rows.dashboard import a_year_old
from bench.signed_in import Asking, at_the_form, owner_of, staff_of
from bench.stand import Stand, rest
from bench.wrk import Void
from petition import create_app
from petition.extensions import db

TIMES = 100
# Nobody may look up more in an hour: whoever did is followed by somebody else.
LOOK_UPS = 25
PAGE = f"/en/organise/{MILLION}"
LOOK_UP = f"{PAGE}/look-up"
# A country of a few signers, spread over the whole petition; and one of nobody.
FEW, NOBODY, FEW_SIGNERS = "IS", "FJ", 20
THEIRS = f"petition_id = (SELECT petition_id FROM petition_slug WHERE slug = '{MILLION}')"
PATHS = {
    "petitions": "/en/organise",
    "dashboard": PAGE,
    "figures anew": f"{PAGE}/figures",
    "signatures": f"{PAGE}/signatures",
    "signatures, half down": f"{PAGE}/signatures?before={{middle}}",
    "signatures, few match": f"{PAGE}/signatures?country={FEW}",
    "signatures, none match": f"{PAGE}/signatures?country={NOBODY}",
    "held signatures": f"{PAGE}/signatures?state=held",
    "comments": f"{PAGE}/comments?queue=shown",
    "comments that wait": f"{PAGE}/comments",
    "lists": f"{PAGE}/exports",
}
OF_STAFF = {"health of the site": "/en/staff", "what waits for staff": "/en/staff/decisions"}
NAMES = (*PATHS, "look-up by address", *OF_STAFF)


@dataclass(frozen=True)
class Visit:
    """How a page is asked for, by somebody who is signed in."""

    asking: Asking
    path: str
    form: dict[str, str] | None = None

    def send(self) -> http.client.HTTPResponse:
        return self.asking.get(self.path) if self.form is None else self.asking.post(self.path, self.form)


def workspace(stand: Stand, options: Options) -> list[Round]:
    """Median and 99th percentile of each page, and how many statements it takes once the process is warm."""
    database = a_year_old(stand, options)
    middle = _prepare(stand, database, options)
    cookie, _ = owner_of(stand, database, MILLION, address="leafing@example.org")
    staff = staff_of(stand, database, address="staff@example.org")
    lookers = [
        owner_of(stand, database, MILLION, address=f"looking{number}@example.org")[0]
        for number in range(options.rounds + 1)
    ]
    rounds = []
    with stand.site(database) as site, stand.floor("views", database) as floor:
        visits = {name: Visit(Asking(site.port, cookie), path.format(middle=middle)) for name, path in PATHS.items()}
        visits |= {name: Visit(Asking(site.port, staff), path) for name, path in OF_STAFF.items()}
        bare = Visit(Asking(floor.port, ""), "/bare")
        for looker in lookers[1:]:
            rest(stand, site, floor)
            visits["look-up by address"] = _look_up(Asking(site.port, looker), options)
            measured = {"bare view median ms": percentile(_milliseconds(bare, TIMES), 0.5)}
            for name, visit in visits.items():
                took = _milliseconds(visit, LOOK_UPS if visit.form else TIMES)
                measured |= {f"{name} median ms": percentile(took, 0.5), f"{name} p99 ms": percentile(took, 0.99)}
            rounds.append(measured)
        visits["look-up by address"] = _look_up(Asking(site.port, lookers[0]), options)
    counted = _statements(stand, database, visits)
    return [one | counted for one in rounds]


def _prepare(stand: Stand, database: str, options: Options) -> int:
    """A few signers of a country of their own; the row in the middle."""
    every = max(1, options.signatures // FEW_SIGNERS)
    stand.execute(f"UPDATE signature SET country = '{FEW}' WHERE {THEIRS} AND id % {every} = 0", database)
    stand.execute("VACUUM ANALYZE signature", database)
    return stand.execute(f"SELECT (min(id) + max(id)) / 2 FROM signature WHERE {THEIRS}", database)


def _look_up(asking: Asking, options: Options) -> Visit:
    asking, token = at_the_form(asking)
    form = {"csrf_token": token, "mail": f"signer{options.signatures // 2}@example.org"}
    return Visit(asking, LOOK_UP, form)


def _milliseconds(visit: Visit, times: int) -> list[float]:
    return [_seconds(visit) * 1000 for _ in range(times)]


def _seconds(visit: Visit) -> float:
    started = time.perf_counter()
    answer = visit.send()
    body = answer.read()
    if answer.status != 200 or not body:
        raise Void(f"{visit.path} was answered with {answer.status}")
    return time.perf_counter() - started


def _statements(stand: Stand, database: str, visits: dict[str, Visit]) -> dict[str, float]:
    """What the same application asks the database for each page, in this process."""
    app = create_app(config.load(stand.environment(database)))
    client = app.test_client(use_cookies=False)
    sent: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    def ask(visit: Visit) -> None:
        sent.clear()
        method = "GET" if visit.form is None else "POST"
        headers = {"Cookie": visit.asking.cookie}
        answer = client.open(visit.path, method=method, data=visit.form, headers=headers)
        if answer.status_code != 200:
            raise Void(f"{visit.path} was answered with {answer.status_code} in this process")

    counted: dict[str, float] = {}
    for name, visit in visits.items():
        # What is kept for some seconds is read by the first.
        for _ in range(2):
            ask(visit)
        counted[f"{name} statements"] = len(sent)
    return counted


ROWS = (
    Row(
        "workspace of a petition with very many signatures",
        "each page by itself; a bare view for comparison",
        workspace,
        tuple(Bar(f"{name} median ms", most=100) for name in NAMES),
    ),
)
