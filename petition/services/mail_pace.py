"""How fast mails go: so many a second in all, and to each domain, by all workers of all hosts together.

Each lane (a domain, or all of them) has a row with the next moment at which a mail may go in it. A mail takes a moment
by moving that on; the database's clock and a row lock make it one line for everybody. Domains are looked at after a
claim, when the addresses are opened anyway: nothing more is kept of a queued mail.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from petition.backends.mail import Quota
from petition.extensions import db
from petition.lib import crypto
from petition.models.outbox import MailPace
from petition.services import keys, leases, policy
from petition.services.inserting import insert_or_replace, insert_those_not_there

EVERYWHERE = "everywhere"
# Moments are given away so far ahead. A mail whose turn comes later is put off rather than held.
HORIZON = timedelta(seconds=2)
# The rest of it is left to mails that somebody waits for.
HORIZON_BEHIND = HORIZON / 2
# How long a domain is left alone that asks for it, again and again within a while.
RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60))
WHILE = timedelta(minutes=5)
COLUMNS = (MailPace.lane, MailPace.free_at, MailPace.tail_at, MailPace.rests, MailPace.rested_at)
Row = dict[str, Any]


def allowed(quota: Quota) -> Quota | None:
    """The mail server's quota, or less where that was decided here; None while all mail is paused."""
    is_paused, per_second = policy.values_of(policy.MAIL_PAUSED, policy.MAIL_PER_SECOND)
    if is_paused:
        return None
    if not per_second:
        return quota
    return replace(quota, per_second=min(per_second, quota.per_second or math.inf))


def lanes_of(addresses: Sequence[str]) -> list[str]:
    """The lane of each address: its domain by a keyed hash, because a small domain may stand for a person."""
    key = keys.data_key(keys.MAILBOX)
    return [crypto.blind_index(key, "mail domain", _domain(address)).hex() for address in addresses]


def line_behind(lane: str) -> str:
    """Where mails to a domain wait that go behind all others: what is put off there is in nobody's way."""
    return hashlib.sha256(b"behind:" + lane.encode()).hexdigest()


def moments(lanes: Sequence[str], *, per_second: float, goes_last: Sequence[bool] = ()) -> list[tuple[datetime, bool]]:
    """When each of these mails may go, and whether that moment is its own; if it is not, look again then.

    Those that must look again are told different moments, one behind the other: of a long line to a slow domain each
    mail comes up once, about when its turn is there, and the domain's line is in nobody's way. Mails that go behind all
    others leave the last moments to these, and wait in a line of their own.
    """
    now = leases.database_now()
    behind = list(goes_last) or [False] * len(lanes)
    lines = [line_behind(lane) if is_last else lane for lane, is_last in zip(lanes, behind, strict=True)]
    rows = _held([*lanes, *lines], now)
    step = timedelta(seconds=1 / per_second)
    found = []
    for lane, line, is_last in zip(lanes, lines, behind, strict=True):
        row, tail = rows[lane], rows[line]
        moment = max(row["free_at"], now)
        is_soon = moment <= now + (HORIZON_BEHIND if is_last else HORIZON)
        if is_soon:
            row["free_at"] = moment + step
        else:
            moment = tail["tail_at"] = max(tail["tail_at"] + step, moment)
        found.append((moment, is_soon))
    _keep(rows.values())
    return found


def is_behind(lane: str) -> bool:
    """Whether all moments that may be taken now are gone."""
    free_at = db.session.scalar(select(MailPace.free_at).where(MailPace.lane == lane))
    return free_at is not None and free_at > leases.database_now() + HORIZON


def slow_down(lane: str) -> None:
    """The lane's mail server asked for it: nothing goes there for a while, ever longer up to a minute."""
    now = leases.database_now()
    row = _held([lane], now)[lane]
    rested_at, rests = row["rested_at"], row["rests"]
    if rested_at is not None and now < rested_at + RESTS[rests - 1]:
        # Several mails on their way were told the same.
        return
    is_again = rested_at is not None and now < rested_at + WHILE
    rests = min(rests + 1, len(RESTS)) if is_again else 1
    _keep([row | {"rests": rests, "rested_at": now, "free_at": max(row["free_at"], now + RESTS[rests - 1])}])


def _held(lanes: Sequence[str], now: datetime) -> dict[str, Row]:
    """The lanes' rows, ours until the commit; locked in one order everywhere."""
    names = sorted(set(lanes))
    insert_those_not_there(MailPace, [{"lane": name, "free_at": now, "tail_at": now, "rests": 0} for name in names])
    rows = select(*COLUMNS).where(MailPace.lane.in_(names)).order_by(MailPace.lane).with_for_update()
    return {row.lane: row._asdict() for row in db.session.execute(rows)}


def _keep(rows: Iterable[Row]) -> None:
    """Write rows that we hold, all at once: as objects each would take a statement."""
    insert_or_replace(MailPace, list(rows), key=["lane"])


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
