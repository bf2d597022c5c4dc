"""Whom staff doubt beforehand: networks, mail domains and mailboxes. What comes from there is held, never refused.

A mailbox is kept as its index alone; and no line of the audit says what was blocked, because some networks and domains
are one person's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import addresses, clock, crypto, networks
from petition.models.block import Block, BlockKind
from petition.models.organiser import Organiser
from petition.services import auditing, identity, leases
from petition.services.doubting import in_force
from petition.services.staff_errors import BlockDecidedMeanwhile, TooManyBlocks

# Every process reads all of them every few seconds.
MOST = 5000
PER_PAGE = 50
# One decision at a time: what is not there yet cannot be locked.
DECIDING = b"blocks"


def spelled(kind: BlockKind, typed: str) -> str:
    """What was typed, as it is written. Raises ValueError, TooWide (of networks), InvalidAddress (of the others)."""
    if kind is BlockKind.NETWORK:
        return str(networks.subnet(typed))
    return addresses.parse_domain(typed) if kind is BlockKind.DOMAIN else addresses.parse(typed)


def add(kind: BlockKind, typed: str, *, reason: str, lasting: timedelta | None, by: str) -> bool:
    """Hold what comes from there, for so long or until somebody lifts it. Whether it was not blocked before.

    One that is there already gets the new reason, and the later end of the two. Raises what `spelled` does, and
    TooManyBlocks.
    """
    leases.hold_until_commit(DECIDING)
    value, now = _kept_value(kind, typed), clock.now()
    expires_at = now + lasting if lasting else None
    there = db.session.scalar(select(Block).where(Block.kind == kind, Block.value == value).with_for_update())
    is_new = there is None or not _is_in_force(there)
    if is_new:
        _refuse_too_many(now)
    there = there or Block(kind=kind, value=value)
    # One whose time is over, and that nobody has deleted yet, begins anew.
    there.created_at = now if is_new else there.created_at
    there.expires_at = expires_at if is_new else _later(there.expires_at, expires_at)
    there.reason, there.blocked_by = reason, by
    db.session.add(there)
    db.session.flush()
    _record("block", there, by=by, reason=reason)
    return is_new


def lift(public_id: str, *, by: str, reason: str, seen: str) -> None:
    """Doubt it no longer; what was held stays held. Raises BlockDecidedMeanwhile where it is not as it was `seen`."""
    leases.hold_until_commit(DECIDING)
    there = db.session.scalar(select(Block).where(Block.public_id == public_id).with_for_update())
    if there is None or not _is_in_force(there) or fingerprint_of(there) != seen:
        raise BlockDecidedMeanwhile
    db.session.delete(there)
    _record("lift block", there, by=by, reason=reason)


def fingerprint_of(block: Block) -> str:
    """How it stands, in short: for a form to say what was looked at."""
    until = block.expires_at.isoformat() if block.expires_at else ""
    return crypto.fingerprint("\n".join((until, block.blocked_by, block.reason)).encode())


def by_public_id(public_id: str) -> Block | None:
    """One that is in force."""
    return db.session.scalar(select(Block).where(Block.public_id == public_id, in_force(clock.now())))


def listed(kind: BlockKind | None = None, *, before: int | None = None) -> tuple[list[Block], bool]:
    """One page of those in force, the newest first, and whether there is another."""
    query = select(Block).where(in_force(clock.now())).order_by(Block.id.desc()).limit(PER_PAGE + 1)
    if kind is not None:
        query = query.where(Block.kind == kind)
    if before is not None:
        query = query.where(Block.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def matching(typed: str) -> list[Block]:
    """Those that hold whatever comes from a mail address, a network or a domain. Raises ValueError, InvalidAddress."""
    found: list[Block] = []
    for kind, values in _values_of(typed).items():
        query = select(Block).where(Block.kind == kind, Block.value.in_(values), in_force(clock.now()))
        found += db.session.scalars(query.order_by(Block.id.desc()))
    return found


def names_of(blocks: Iterable[Block]) -> dict[str, str]:
    """Those who decided about these, by public id."""
    ids = {one.blocked_by for one in blocks}
    people = select(Organiser.public_id, Organiser.name).where(Organiser.public_id.in_(ids))
    return {one.public_id: one.name for one in db.session.execute(people)}


def _values_of(typed: str) -> dict[BlockKind, list[str]]:
    """As what it can be blocked."""
    if "@" in typed.removeprefix("@"):
        address = addresses.parse(typed)
        return {
            BlockKind.MAILBOX: [identity.mailbox_index(address).hex()],
            BlockKind.DOMAIN: addresses.with_parents(addresses.ascii_domain_of(address)),
        }
    if any(sign in typed for sign in ":/") or typed.rpartition(".")[2].isdigit():
        return {BlockKind.NETWORK: networks.with_wider(networks.subnet(typed))}
    return {BlockKind.DOMAIN: addresses.with_parents(addresses.parse_domain(typed))}


def _kept_value(kind: BlockKind, typed: str) -> str:
    value = spelled(kind, typed)
    return identity.mailbox_index(value).hex() if kind is BlockKind.MAILBOX else value


def _is_in_force(block: Block) -> bool:
    return block.expires_at is None or block.expires_at > clock.now()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else None


def _refuse_too_many(now: datetime) -> None:
    if (db.session.scalar(select(func.count(Block.id)).where(in_force(now))) or 0) >= MOST:
        raise TooManyBlocks


def _record(verb: str, block: Block, *, by: str, reason: str) -> None:
    until = f"{block.expires_at:%Y-%m-%d %H:%M}" if block.expires_at else "lifted"
    auditing.record(verb, actor=by, subject=block.public_id, kind=block.kind, until=until, reason=reason)
