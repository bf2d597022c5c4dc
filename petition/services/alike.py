"""Which held signatures share a network, a mail domain or a mailbox with a held one, as far as neighbours are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from petition.models.origin import Origin
from petition.services.neighbours import Around, Near, Neighbour

# The minutes before and after that somebody is likely to ask for.
AROUND = timedelta(minutes=10)
# What says no more than another one, where both find the same.
NARROWER = {"same_neighbourhood": "same_address", "same_confirmer": "same_address"}


@dataclass(frozen=True)
class Alike:
    """The held ones that are alike, by key, it among them; all of them, or `is_more`."""

    ids: frozenset[int]
    is_more: bool

    @property
    def n(self) -> int:
        return len(self.ids)


def of(origin: Origin, around: Around) -> dict[str, Alike]:
    """By the names of `origin_filter.SAME`; without those by which it is alone, and what finds the same as another."""
    network = around.networks.get((origin.neighbourhood,))
    confirmer = around.confirmers.get((origin.confirmed_neighbourhood,))
    found = {
        "same_address": _alike(network, lambda row: row.address == origin.address),
        "same_neighbourhood": _alike(network),
        "same_confirmer": _alike(confirmer, lambda row: row.confirmed_address == origin.confirmed_address),
        "same_mailbox": _alike(around.mailboxes.get((origin.domain, origin.mailbox))),
        "same_domain": _alike(around.domains.get((origin.domain,))),
    }
    several = {name: one for name, one in found.items() if one.n > 1 or one.is_more}
    return {name: one for name, one in several.items() if one.is_more or one != several.get(NARROWER.get(name, ""))}


def _alike(near: Near | None, is_like: Callable[[Neighbour], bool] = lambda _: True) -> Alike:
    if near is None:
        return Alike(frozenset(), is_more=False)
    return Alike(frozenset(row.signature_id for row in near.rows if row.is_held and is_like(row)), near.is_more)
