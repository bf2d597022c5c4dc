"""What a team is told of by mail: that many are held, that people wait, that many came from one place.

The bounds are wide. Whoever is told of every trifle reads nothing any more, and most of what looks odd is a hospital.
"""

import enum
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, func, or_, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.doubts_told import DoubtsTold
from petition.models.origin import Origin
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.signature import Hold, Signature, SignatureState
from petition.models.team import Team, TeamState
from petition.services import mailbox_marks, team_mails
from petition.services.checkpoints import IS_HELD
from petition.services.inserting import insert_unless_there
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.permissions import Verb

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RUNNING = (PetitionState.OPEN, PetitionState.CLOSED)
# So many held within an hour, and one in so many of what came meanwhile.
MANY_HELD, ONE_IN = 20, 10
# The newest of them tell how large a part they are.
MOST_HELD = 100
# So many from one place; of a crowd one in ten again, and this many times the share that one place had before.
MANY_OF_ONE, TIMES = 50, 3
# So many origins are looked at, whatever comes; fewer in a day tell nothing about it.
NEWEST, FEW = 1000, 20


# Neighbourhood, mail domain, the day of confirming and the signature.
Came = Row[str | None, str | None, date, int]


class Doubt(enum.StrEnum):
    """What a team can be told of."""

    MANY_HELD = "many_held"
    WAITING = "waiting"
    ONE_NETWORK = "one_network"
    ONE_DOMAIN = "one_domain"


@dataclass(frozen=True)
class Seen:
    """A doubt: about `number` of the `of` that came meanwhile, the newest of them the signature with this id."""

    doubt: Doubt
    number: int
    of: int
    newest: int


@dataclass(frozen=True)
class Held:
    """How many wait for a decision, and since when the first of them does."""

    number: int
    since: datetime


def held_of(petitions: Sequence[Petition]) -> dict[int, Held]:
    """Those that wait, by the ids of their petitions; none where nobody waits."""
    ids = [petition.id for petition in petitions]
    query = select(Signature.petition_id, func.count(), func.min(Signature.id)).group_by(Signature.petition_id)
    found = db.session.execute(query.where(Signature.petition_id.in_(ids), IS_HELD)).all()
    first = [signature_id for _, _, signature_id in found]
    holds = db.session.execute(select(Hold.signature_id, Hold.created_at).where(Hold.signature_id.in_(first)))
    since = {row.signature_id: row.created_at for row in holds}
    # Whoever is the first may withdraw between the two questions.
    now = clock.now()
    return {petition_id: Held(number, since.get(signature_id, now)) for petition_id, number, signature_id in found}


def to_look_at() -> list[Petition]:
    """The petitions in which somebody is held, or came lately, and whose teams were told nothing for a day."""
    now = clock.now()
    is_held = select(Signature.petition_id).where(IS_HELD).distinct()
    # Of each petition one row, by the index: asked whether any exists, PostgreSQL would rather read all there are.
    came = select(Origin.id).where(Origin.petition_id == Petition.id, Origin.sent_at >= _yesterday(now))
    newest = came.order_by(Origin.sent_at.desc()).limit(1)
    wanted = (
        select(Petition)
        .join(Team, Team.id == Petition.team_id)
        .outerjoin(DoubtsTold, DoubtsTold.petition_id == Petition.id)
        .where(
            Petition.state.in_(RUNNING),
            Team.state == TeamState.ACTIVE,
            or_(DoubtsTold.told_at.is_(None), DoubtsTold.told_at <= now - DAY),
            or_(Petition.id.in_(is_held), newest.scalar_subquery().is_not(None)),
        )
        .order_by(Petition.id)
    )
    return list(db.session.scalars(wanted))


def tell(petition: Petition) -> None:
    """Queue a mail to those who may decide, once a day at most and never twice about the same signatures."""
    told = db.session.get(DoubtsTold, petition.id, populate_existing=True)
    known = told.newest if told else {}
    news = {one.doubt.value: one.newest for one in seen(petition) if one.newest > known.get(one.doubt, 0)}
    now = clock.now()
    if news and _note(petition, told, now, known | news):
        able = team_mails.able_to(Verb.REVIEW, petition)
        team_mails.send(MailKind.DOUBTS, petition.public_id, able, once=f"{now:%y%m%d%H%M}")


def letter(mail: Mail | ClaimedMail) -> Letter | None:
    """How it stands when it is sent; nothing where all is decided, or nobody may be told any more."""
    petition = db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))
    if petition is None or petition.state not in RUNNING or petition.is_paused:
        return None
    return Letter("doubts", petition) if held_of([petition]) or seen(petition) else None


def words_about(petition: Petition) -> dict[str, Any]:
    """What the mail is written from: how many wait, since which day by the petition's clocks, and what is doubted."""
    held = held_of([petition]).get(petition.id)
    return {
        "held": held.number if held else 0,
        "held_since": clock.day_in(held.since, petition.zone) if held else None,
        "seen": tuple(seen(petition)),
    }


def seen(petition: Petition) -> list[Seen]:
    """What there is to doubt now, the most urgent first."""
    return [*_of_held(petition), *_of_origins(petition)]


def _note(petition: Petition, told: DoubtsTold | None, now: datetime, newest: dict[str, int]) -> bool:
    """Whether we are the one who tells it: of two workers who saw it, one is."""
    values = {"told_at": now, "newest": newest}
    if told is None:
        return insert_unless_there(DoubtsTold, {"petition_id": petition.id, **values})
    noted: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(DoubtsTold)
        .where(DoubtsTold.petition_id == petition.id, DoubtsTold.told_at == told.told_at)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return noted.rowcount > 0


def _of_held(petition: Petition) -> list[Seen]:
    held = select(Signature.id).where(Signature.petition_id == petition.id, IS_HELD).order_by(Signature.id)
    ids, now = db.session.scalars(held).all(), clock.now()
    # Who confirmed later has the higher id: so a few are asked when they were held, and not all.
    lately = ids[bisect_right(ids, now - HOUR, key=_held_at) :][-MOST_HELD:]
    waiting = ids[: bisect_right(ids, now - DAY, key=_held_at)]
    found = []
    if len(lately) >= MANY_HELD:
        came = len(lately) + _counted_since(petition, lately[0], limit=len(lately) * ONE_IN)
        if len(lately) * ONE_IN >= came:
            found.append(Seen(Doubt.MANY_HELD, len(lately), came, lately[-1]))
    if waiting:
        found.append(Seen(Doubt.WAITING, len(waiting), len(waiting), waiting[-1]))
    return found


def _held_at(signature_id: int) -> datetime:
    held_at: datetime | None = db.session.scalar(select(Hold.created_at).where(Hold.signature_id == signature_id))
    # Whoever withdraws meanwhile is not held any more.
    return held_at or clock.now()


def _counted_since(petition: Petition, signature_id: int, *, limit: int) -> int:
    """How many counted ones came after this signature, as far as the limit."""
    later = select(Signature.id).where(
        Signature.petition_id == petition.id, Signature.state == SignatureState.COUNTED, Signature.id > signature_id
    )
    return (
        db.session.scalar(select(func.count()).select_from(later.order_by(Signature.id).limit(limit).subquery())) or 0
    )


def _of_origins(petition: Petition) -> list[Seen]:
    since = _yesterday(clock.now())
    now = _newest_origins(petition, Origin.sent_at >= since)
    if len(now) < MANY_OF_ONE:
        return []
    before = _newest_origins(petition, Origin.sent_at < since)
    is_common = mailbox_marks.of_large_providers(petition)
    found = []
    for doubt, column in ((Doubt.ONE_NETWORK, "neighbourhood"), (Doubt.ONE_DOMAIN, "domain")):
        places = Counter(place for row in now if (place := getattr(row, column)) and place not in is_common)
        [(place, number)] = places.most_common(1) or [("", 0)]
        share = number / len(now)
        if number >= MANY_OF_ONE and share * ONE_IN >= 1 and share >= TIMES * _largest_share(before, column, is_common):
            newest = max(row.signature_id for row in now if getattr(row, column) == place)
            found.append(Seen(doubt, number, len(now), newest))
    return found


def _newest_origins(petition: Petition, when: ColumnElement[bool]) -> Sequence[Came]:
    query = select(Origin.neighbourhood, Origin.domain, Origin.day, Origin.signature_id)
    newest_first = query.where(Origin.petition_id == petition.id, when).order_by(Origin.sent_at.desc())
    return db.session.execute(newest_first.limit(NEWEST)).all()


def _largest_share(rows: Sequence[Came], column: str, is_common: set[str]) -> float:
    """Of one place in the day in which it had most: a petition of one hospital has always come from there."""
    days: dict[date, list[str | None]] = defaultdict(list)
    for row in rows:
        days[row.day].append(getattr(row, column))
    shares = [
        max(Counter(place for place in places if place and place not in is_common).values(), default=0) / len(places)
        for places in days.values()
        if len(places) >= FEW
    ]
    return max(shares, default=0)


def _yesterday(now: datetime) -> datetime:
    """The beginning of it: where signers are at risk, of an origin no more than the day is known."""
    return datetime.combine(now.astimezone(UTC).date() - DAY, time(), UTC)
