"""What was forgotten: how much of what in which month, and when that was last looked after. Numbers alone."""

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from petition.extensions import db
from petition.lib import clock
from petition.lib.disclosure import LEAST
from petition.models.forgotten import Forgotten
from petition.models.record import SiteSetting
from petition.services.inserting import insert_or_add, insert_or_replace

LAST_RUN = "forgetting.last_run"
# From when on the database's file is to be written anew (leaving_no_traces.py).
TRACES = "forgetting.traces"
# So that one signer after the other who erases themselves does not have it written anew each time.
AT_ONCE, WITHIN_A_DAY = timedelta(0), timedelta(days=1)


class What(enum.StrEnum):
    """What is forgotten, in plain words for the command line."""

    FORMS = "forms"
    IDENTITIES = "identities"
    LINES = "lines"
    SENDERS = "senders"
    MAILS = "mails"
    REPORT_WORDS = "report words"
    INDEX_KEYS = "index keys"
    ORIGINS = "origins"
    NETWORK_KEYS = "network keys"
    SESSIONS = "sessions"
    INVITATIONS = "invitations"
    BLOCKS = "blocks"
    DECISIONS = "decisions"
    ERASURES = "erasures"
    MAIL_TURNS = "mail turns"
    MAIL_PACES = "mail paces"
    CHALLENGES = "challenges"
    PROCESSES = "processes"
    DOMAINS = "domains"
    DOMAIN_HOURS = "domain hours"
    PASSAGES = "passages"


# What is told to everyone: what people gave us. The rest only keeps the site going.
REPORTED = (
    *(What.FORMS, What.IDENTITIES, What.LINES, What.SENDERS, What.MAILS, What.REPORT_WORDS),
    *(What.INDEX_KEYS, What.ORIGINS, What.NETWORK_KEYS, What.SESSIONS, What.INVITATIONS),
)
# What may have stood in clear before.
LEAVES_TRACES = (What.IDENTITIES, What.SENDERS)


@dataclass(frozen=True)
class Report:
    """When somebody last looked for what is past its time; how much went in the last whole month, and in twelve.

    Of the twelve, those in which a few went are not added up: the next sum would tell of the last of them. What that
    concerns is in `more_in_a_year`.
    """

    last_run: datetime | None
    month: date
    last_month: Counter[What]
    in_a_year: Counter[What]
    more_in_a_year: frozenset[What]


def note(counts: Mapping[What, int]) -> None:
    """Add to this month's sums. In the transaction that deleted."""
    month = clock.now().date().replace(day=1)
    rows = [{"month": month, "what": what.value, "n": counts[what]} for what in REPORTED if counts[what]]
    if rows:
        insert_or_add(Forgotten, rows, key=["month", "what"], columns=["n"])
    if any(counts[what] for what in LEAVES_TRACES):
        note_traces(AT_ONCE)


def note_traces(within: timedelta) -> None:
    """That copies of names may stand in unused parts of a SQLite file: it is to be written anew so soon."""
    if db.engine.dialect.name != "sqlite":
        return
    now = clock.now()
    noted = traces_due()
    # Another moment than before also where it is due already: who is at the file may come too early for these.
    _note_moment(TRACES, min(now + within, max(noted, now) if noted else now + within))


def note_run() -> None:
    """That somebody has looked for what is past its time."""
    _note_moment(LAST_RUN, clock.now())


def report() -> Report:
    """Of the month at hand nothing is told: whoever looked twice would see when single things went."""
    this_month = clock.now().date().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    found = db.session.execute(
        select(Forgotten.month, Forgotten.what, Forgotten.n).where(
            Forgotten.month >= this_month.replace(year=this_month.year - 1),
            Forgotten.month < this_month,
            # Another version may know of more kinds.
            Forgotten.what.in_(REPORTED),
        )
    )
    last, year, more = Counter[What](), Counter[What](), set[What]()
    for month, what, n in found:
        if n >= LEAST:
            year[What(what)] += n
        else:
            more.add(What(what))
        if month == last_month:
            last[What(what)] += n
    return Report(_moment(LAST_RUN), last_month, last, year, frozenset(more))


def has_left_traces() -> bool:
    """Whether copies of names may still stand in unused parts of the database's file."""
    return traces_due() is not None


def traces_due() -> datetime | None:
    """From when on the file is to be written anew; None where there are no traces in it."""
    return _moment(TRACES)


def traces_are_gone(noted: datetime) -> None:
    """Those that were noted so. What was deleted while the file was written may have left others."""
    if traces_due() == noted:
        db.session.execute(delete(SiteSetting).where(SiteSetting.name == TRACES))


def _note_moment(name: str, moment: datetime) -> None:
    insert_or_replace(SiteSetting, [{"name": name, "value": moment.isoformat()}], key=["name"])


def _moment(name: str) -> datetime | None:
    noted = db.session.scalar(select(SiteSetting.value).where(SiteSetting.name == name))
    return datetime.fromisoformat(noted) if noted else None
