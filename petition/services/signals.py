"""Why held signatures are doubted, and what speaks for the people behind them: signs with figures, for who decides.

Nothing here decides anything. A sign is a fact about where signatures came from, set against what the petition is used
to; what it is worth is the judgement of whoever knows the campaign. A whole page is read by a few statements, whatever
stands on it (`services/neighbours.py`).
"""

import enum
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from petition.lib import clock, crypto
from petition.lib.name_signs import looks_random
from petition.models.origin import Origin
from petition.models.signature import HoldRule, Signature
from petition.services import identity, neighbours
from petition.services.neighbours import Around, Near


class SignalKind(enum.StrEnum):
    """What can be noticed. Of one weight, they are told in this order."""

    # A rule that held it; which one is in its figures.
    RULE = "rule"
    NETWORK = "network"
    CONFIRMER = "confirmer"
    MAILBOX = "mailbox"
    DOMAIN = "domain"
    COUNTRY = "country"
    FILLED_IN = "filled_in"
    PRESSED = "pressed"
    DISPOSABLE = "disposable"
    SAME_NAME = "same_name"
    RANDOM_NAME = "random_name"
    TOOK_TIME = "took_time"
    WORKED = "worked"
    SPREAD = "spread"
    ALONE = "alone"
    # Where it came from is not known any more.
    FORGOTTEN = "forgotten"


class Weight(enum.StrEnum):
    STRONG = "strong"
    WEAK = "weak"
    # It speaks for a person.
    FOR = "for"
    # It speaks neither way.
    NOTE = "note"


@dataclass(frozen=True)
class Signal:
    """One thing noticed about one signature. What the figures mean is said where the sign is made."""

    kind: SignalKind
    weight: Weight
    figures: Mapping[str, Any] = field(default_factory=dict)


Signs = Iterator[Signal]

# From how many on it is a weak sign, and a strong one: of one network and of one mail domain within an hour …
OF_NETWORK, OF_DOMAIN = (10, 50), (10, 50)
# … of one mailbox at any time; two are a couple, or one person who signed again after withdrawing …
OF_MAILBOX = (3, 4)
# … and confirmed from one network within a day, sent from at least so many.
OF_CONFIRMER, SENDERS = (5, 20), (4, 10)
# Of one country within an hour: so many, half of that hour's, and so many times its usual share.
OF_COUNTRY, TIMES_ITS_SHARE = 20, 3
# Among the newest held; two may be father and son.
OF_NAME = 3
# Seconds. Nobody types a name and an address in three, nor reads a mail; whoever takes ten has typed.
TOO_QUICK, TYPED = 3, 10
# From here on a network is one of several people: sent and confirmed over days, or over many hours of one.
SEVERAL, DAYS, HOURS = 5, 3, 6

OF_RULE = {
    **dict.fromkeys(HoldRule, Weight.STRONG),
    **dict.fromkeys((HoldRule.UNSOLVED, HoldRule.UNDER_ATTACK, HoldRule.LIMITS_AWAY), Weight.WEAK),
}
# What says the same as a rule, with figures.
SAYS_IT_BETTER = {
    HoldRule.FLOOD: SignalKind.NETWORK,
    HoldRule.ALIASES: SignalKind.MAILBOX,
    HoldRule.DOMAIN_BURST: SignalKind.DOMAIN,
    HoldRule.ONE_CONFIRMER: SignalKind.CONFIRMER,
}
IN_ORDER = [*Weight], [*SignalKind]


def of_held(around: Around) -> dict[int, list[Signal]]:
    """The signs of each held signature, by its id: why it was held first, then the others by their weight."""
    return {signature.id: _in_order(signature, list(_signs(signature, around))) for signature in around.held}


def _in_order(signature: Signature, found: list[Signal]) -> list[Signal]:
    weights, kinds = IN_ORDER
    strong = {signal.kind for signal in found if signal.weight is Weight.STRONG}
    first = _of_rule(signature.hold.rule) if signature.hold else None
    told = [signal for signal in found if not _is_said_better(signal, strong)]
    told.sort(key=lambda one: (weights.index(one.weight), kinds.index(one.kind)))
    if first is None:
        return told
    better = SAYS_IT_BETTER.get(first.figures["rule"])
    leads = [one for one in told if one == first or (one.kind is better and one.weight is Weight.STRONG)]
    return [*leads, *(one for one in told if one not in leads)]


def _is_said_better(signal: Signal, strong: Collection[SignalKind]) -> bool:
    return signal.kind is SignalKind.RULE and SAYS_IT_BETTER.get(signal.figures["rule"]) in strong


def _signs(signature: Signature, around: Around) -> Signs:
    origin = around.origins.get(signature.id)
    yield from _of_rules(signature, origin)
    yield from _of_its_name(signature, around)
    if origin is None:
        yield Signal(SignalKind.FORGOTTEN, Weight.NOTE)
        return
    yield from _of_its_form(origin)
    for look in OF_NEIGHBOURS:
        yield from look(origin, around)


def _of_rules(signature: Signature, origin: Origin | None) -> Signs:
    """Those that were seen; which held it is known for longer than the others."""
    seen = {signature.hold.rule} if signature.hold else set()
    # Written by an older or a newer version, maybe.
    known = {rule.value for rule in HoldRule}
    seen |= {HoldRule(rule) for rule in (origin.facts.get("risk", []) if origin else []) if rule in known}
    return (_of_rule(rule) for rule in HoldRule if rule in seen)


def _of_rule(rule: HoldRule) -> Signal:
    return Signal(SignalKind.RULE, OF_RULE[rule], {"rule": rule})


def _of_its_name(signature: Signature, around: Around) -> Signs:
    """How many of the newest held bear it: `n` of `of`."""
    same = around.names.get(signature.name_index or b"", 0)
    if same >= OF_NAME:
        yield Signal(SignalKind.SAME_NAME, Weight.WEAK, {"n": same, "of": neighbours.NEWEST_HELD})
    try:
        name = identity.of_signature(signature).name
    except crypto.CannotOpen:
        return
    if looks_random(name):
        yield Signal(SignalKind.RANDOM_NAME, Weight.WEAK)


def _of_its_form(origin: Origin) -> Signs:
    """What was noticed of it alone; `n` are seconds."""
    facts = origin.facts
    filled_in, pressed_after = facts.get("filled_in"), facts.get("pressed_after")
    if filled_in is not None:
        figures = {"n": filled_in}
        if filled_in < TOO_QUICK:
            yield Signal(SignalKind.FILLED_IN, Weight.WEAK, figures)
        elif filled_in >= TYPED:
            yield Signal(SignalKind.TOOK_TIME, Weight.FOR, figures)
        else:
            yield Signal(SignalKind.WORKED, Weight.FOR)
    # Where this alone was enough to hold it, the rule says so.
    if (
        pressed_after is not None
        and pressed_after < TOO_QUICK
        and HoldRule.PRESSED_TOO_SOON not in facts.get("risk", [])
    ):
        yield Signal(SignalKind.PRESSED, Weight.WEAK, {"n": pressed_after})
    if facts.get("disposable"):
        yield Signal(SignalKind.DISPOSABLE, Weight.WEAK)


def _of_its_network(origin: Origin, around: Around) -> Signs:
    """`n` of its day, `address` of them from its very address, `hour` of them within its hour.

    Of that hour are also `forms`, all that were sent, and `busiest`, the most that an hour of the week before brought.
    """
    near = around.networks.get((origin.neighbourhood,))
    if near is None:
        return
    within = near.within_hour_of(origin)
    if weight := _weight(within, OF_NETWORK):
        # Of more than are read it may not be among them itself.
        address = max(sum(row.address == origin.address for row in near.rows), 1)
        figures = {"n": near.n, "address": address, "hour": within, "is_more": near.is_more}
        yield Signal(SignalKind.NETWORK, weight, figures | _of_its_hour(origin, within, around))
    # Where signers are at risk anybody could ask so whether somebody signed who shares their own network.
    if near.n == 1 and not around.is_discreet:
        yield Signal(SignalKind.ALONE, Weight.FOR)
    yield from _of_several_people(near, within)


def _of_its_hour(origin: Origin, within: int, around: Around) -> dict[str, int]:
    """None where the sums are behind, or know no hours."""
    told = around.past.of_hour(clock.hour_of(origin.sent_at))
    return told if told.get("forms", 0) >= within else {}


def _of_several_people(near: Near, within: int) -> Signs:
    """Sent from its network during `hours` and confirmed on `days`, most of them at other times than this one."""
    days = len({row.day for row in near.rows})
    hours = len({row.hour for row in near.rows})
    if near.n >= SEVERAL and within * 2 <= near.n and (days >= DAYS or hours >= HOURS):
        yield Signal(
            SignalKind.SPREAD, Weight.FOR, {"n": near.n, "days": days, "hours": hours, "is_more": near.is_more}
        )


def _of_its_confirmer(origin: Origin, around: Around) -> Signs:
    """`n` that were confirmed from one network that day, though they were sent from `senders` others, or another day.

    Under the keys of two days a network cannot be told to be the same.
    """
    near = around.confirmers.get((origin.confirmed_neighbourhood,))
    if near is None:
        return
    elsewhere = [row for row in near.rows if row.neighbourhood not in (None, row.confirmed_neighbourhood)]
    senders = len({(row.sent_at.date(), row.neighbourhood) for row in elsewhere})
    bounds = [weight for weight in (_weight(len(elsewhere), OF_CONFIRMER), _weight(senders, SENDERS)) if weight]
    if len(bounds) == 2:
        weight = max(bounds, key=[*Weight].index)
        figures = {"n": len(elsewhere), "senders": senders, "is_more": near.is_more}
        yield Signal(SignalKind.CONFIRMER, weight, figures)


def _of_its_mailbox(origin: Origin, around: Around) -> Signs:
    """`n` of one mailbox, as many providers see it."""
    near = around.mailboxes.get((origin.domain, origin.mailbox))
    if near and (weight := _weight(near.n, OF_MAILBOX)):
        yield Signal(SignalKind.MAILBOX, weight, {"n": near.n, "is_more": near.is_more})


def _of_its_domain(origin: Origin, around: Around) -> Signs:
    """`hour` of them within its hour, `name` of one that is large, its `share` of all that were confirmed so far."""
    near = around.domains.get((origin.domain,))
    if near is None:
        return
    within = near.within_hour_of(origin)
    if weight := _weight(within, OF_DOMAIN):
        yield Signal(
            SignalKind.DOMAIN,
            weight,
            {"hour": within, "is_more": near.is_more, **around.past.of_domain(origin.domain or "")},
        )


def _of_its_country(origin: Origin, around: Around) -> Signs:
    """`n` of `of` that were sent in its hour, of a country that has a smaller `share` of all that count."""
    near = around.hours.get(clock.hour_of(origin.sent_at))
    share = around.past.share_of(origin.country)
    if near is None or share is None:
        return
    n = sum(row.country == origin.country for row in near.rows)
    if n >= OF_COUNTRY and n * 2 >= near.n and n >= share * TIMES_ITS_SHARE * near.n:
        figures = {"n": n, "of": near.n, "country": origin.country, "share": share}
        yield Signal(SignalKind.COUNTRY, Weight.WEAK, figures)


OF_NEIGHBOURS: Sequence[Callable[[Origin, Around], Signs]] = (
    _of_its_network,
    _of_its_confirmer,
    _of_its_mailbox,
    _of_its_domain,
    _of_its_country,
)


def _weight(n: int, bounds: tuple[int, int]) -> Weight | None:
    weak, strong = bounds
    if n >= strong:
        return Weight.STRONG
    return Weight.WEAK if n >= weak else None
