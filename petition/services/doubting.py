"""What staff doubt beforehand, and from how many on, as every process keeps it: why a form is held that is sent now.

Its sender learns nothing of it: the same answer, the same mail, the same statements; and once confirmed, what is said
of everything that is held. Who is doubted is decided in `blocking.py`; until when everything is held, is a policy.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    String,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from petition.extensions import db
from petition.lib import addresses, clock
from petition.lib.networks import Networks
from petition.models.block import Block, BlockKind
from petition.models.columns import UtcDateTime
from petition.models.origin import DailyKey
from petition.models.record import DataKey, SiteSetting
from petition.models.signature import HoldRule
from petition.services import identity, keys
from petition.services.ladder import Ladder
from petition.services.ladder_policy import LADDER
from petition.services.policy import UNDER_ATTACK_UNTIL

# Kinds of their own: no kind of block is called so, or has a dot.
KEY, DAILY_KEY = "key", "daily key"
SETTINGS = [one.name for one in (UNDER_ATTACK_UNTIL, *LADDER)]
NO_BYTES = cast(null(), LargeBinary)


def in_force(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Of blocks, those whose time is not over."""
    return Block.expires_at.is_(None) | (Block.expires_at > now)


# All that doubts are made of, by one statement, which is composed once.
KEPT = union_all(
    select(
        SiteSetting.name.label("kind"),
        cast(SiteSetting.value, String).label("value"),
        NO_BYTES.label("sealed"),
    ).where(SiteSetting.name.in_(SETTINGS)),
    select(literal_column(f"'{KEY}'", String), literal_column("''", String), DataKey.sealed).where(
        DataKey.name == keys.MAILBOX
    ),
    select(literal_column(f"'{DAILY_KEY}'", String), cast(DailyKey.day, String), DailyKey.sealed),
    select(type_coerce(Block.kind, String), Block.value, NO_BYTES).where(in_force(bindparam("now", type_=UtcDateTime))),
)


@dataclass(frozen=True)
class Doubted:
    """Whom staff doubt, as it was read at one moment."""

    networks: Networks
    domains: frozenset[str]
    mailboxes: frozenset[str]
    # The key that mailboxes are indexed by, as it is kept; None before there is one.
    sealed_key: bytes | None
    # The keys by which networks are hashed, as they are kept (`daily_keys.py`), by their days.
    daily_keys: Mapping[date, bytes]
    under_attack_until: datetime | None
    ladder: Ladder

    @property
    def holds_everything_until(self) -> datetime | None:
        """The moment that staff set; None where there is none, or it is over."""
        until = self.under_attack_until
        return until if until is not None and until > clock.now() else None

    def doubts_about(self, network_address: str, mail_address: str) -> list[HoldRule]:
        """Why a form is held that comes from this network address, of somebody with this mail address."""
        blocked = [HoldRule.BLOCKED] if self._is_blocked(network_address, mail_address) else []
        return [*blocked, *([HoldRule.UNDER_ATTACK] if self.holds_everything_until else [])]

    def _is_blocked(self, network_address: str, mail_address: str) -> bool:
        return (
            self.networks.hold(network_address)
            or self._is_of_a_domain(mail_address)
            or self._is_a_mailbox(mail_address)
        )

    def _is_of_a_domain(self, mail_address: str) -> bool:
        if not self.domains:
            return False
        return not self.domains.isdisjoint(addresses.with_parents(addresses.ascii_domain_of(mail_address)))

    def _is_a_mailbox(self, mail_address: str) -> bool:
        if not self.mailboxes or self.sealed_key is None:
            return False
        key = keys.data_key(keys.MAILBOX, self.sealed_key)
        return identity.mailbox_index(mail_address, key).hex() in self.mailboxes


def read() -> Doubted:
    """All that is doubted now, by one statement."""
    found: dict[str, list[str]] = {kind.value: [] for kind in BlockKind}
    sealed_key = None
    daily_keys: dict[date, bytes] = {}
    decided: dict[str, object] = {}
    for kind, value, sealed in db.session.execute(KEPT, {"now": clock.now()}):
        if kind in SETTINGS:
            decided[kind] = json.loads(value)
        elif kind == KEY:
            sealed_key = sealed
        elif kind == DAILY_KEY:
            daily_keys[date.fromisoformat(value)] = sealed
        else:
            found[kind].append(value)
    return Doubted(
        networks=Networks(found[BlockKind.NETWORK]),
        domains=frozenset(found[BlockKind.DOMAIN]),
        mailboxes=frozenset(found[BlockKind.MAILBOX]),
        sealed_key=sealed_key,
        daily_keys=daily_keys,
        under_attack_until=UNDER_ATTACK_UNTIL.of(decided.get(UNDER_ATTACK_UNTIL.name)),
        ladder=Ladder.decided(decided),
    )
