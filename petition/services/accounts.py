"""Accounts, as those who run the site see them: found by a part of the name, or by the exact mail address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import FactorKind, LoginSession, Organiser
from petition.models.team import TeamMember
from petition.services import auditing, organisers, recovery_codes, second_factor
from petition.services.searching import contains
from petition.services.sessions import GRACE

PER_PAGE = 50
MOST_TEAMS = 100
# What the audit says where nobody has the address that was looked up.
NOBODY = "nobody"


@dataclass(frozen=True)
class WaysIn:
    """What an account is entered with, and how much it is used. What its owner calls things is theirs."""

    has_password: bool
    factors: list[FactorKind]
    recovery_codes: int
    sessions: int
    # The newest moment at which one of the browsers that are signed in was in use.
    seen_at: datetime | None


def newest(*, part: str = "", before: int | None = None) -> tuple[list[Organiser], bool]:
    """One page of accounts, newest first, and whether there is another; `part` is of the name."""
    query = select(Organiser).order_by(Organiser.id.desc()).limit(PER_PAGE + 1)
    if part:
        query = query.where(contains(Organiser.name, part))
    if before is not None:
        query = query.where(Organiser.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def by_public_id(public_id: str) -> Organiser | None:
    return db.session.scalar(select(Organiser).where(Organiser.public_id == public_id))


def names_of(public_ids: Iterable[str]) -> dict[str, str]:
    """What these are called, by public id, of those that are accounts."""
    people = select(Organiser.public_id, Organiser.name).where(Organiser.public_id.in_({*public_ids}))
    return {one.public_id: one.name for one in db.session.execute(people)}


def look_up(address: str, *, by: str) -> Organiser | None:
    """The account that is entered with this address. That somebody looked is kept, the address is not."""
    found = organisers.of_address(address)
    auditing.record("look up account", actor=by, subject=found.public_id if found else NOBODY)
    return found


def places_of(organiser: Organiser) -> list[TeamMember]:
    """Their places, with the teams, suspended ones too."""
    query = select(TeamMember).where(TeamMember.organiser_id == organiser.id).order_by(TeamMember.id).limit(MOST_TEAMS)
    return list(db.session.scalars(query.options(joinedload(TeamMember.team))))


def ways_into(organiser: Organiser) -> WaysIn:
    standing = select(func.count(LoginSession.id), func.max(LoginSession.seen_at)).where(
        LoginSession.organiser_id == organiser.id, LoginSession.expires_at > clock.now() + GRACE
    )
    sessions, seen_at = db.session.execute(standing).one()
    return WaysIn(
        has_password=organiser.password_hash is not None,
        factors=[factor.kind for factor in second_factor.of(organiser)],
        recovery_codes=recovery_codes.left(organiser),
        sessions=sessions,
        seen_at=seen_at,
    )
