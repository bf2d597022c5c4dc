"""From how many on something is done about floods; docs/abuse.md says why these numbers.

Of each: how many forms in ten minutes until work is asked for, how many in ten minutes and in a day until all is held.
"""

from typing import Any

from petition.lib.bounds import Bounds, bounds, bounds_written
from petition.lib.typed_values import networks, networks_written
from petition.services.one_policy import Policy

# A house of thousands behind one address is a house, and a program in it still is a program.
SHARED_TIMES = 20


def _bounds(name: str, default: Bounds, what: str) -> Policy[Bounds]:
    return Policy(f"ladder.{name}", default, f"{what}: work, hold, hold in a day.", bounds, bounds_written)


ADDRESS = _bounds("address", Bounds(20, 100, 300), "Forms from one address")
NEIGHBOURHOOD = _bounds("neighbourhood", Bounds(60, 400, 1500), "Forms from a /24, or a /48 of IPv6")
COUNTRY = _bounds("country", Bounds(1500, None, None), "Forms for one petition from the networks of one country")
PETITION = _bounds("petition", Bounds(3000, None, None), "Forms for one petition")
MAILBOX = _bounds("mailbox", Bounds(None, None, 3), "Spellings of one mailbox under one petition")
DOMAIN = _bounds(
    "domain", Bounds(30, 100, 500), "Forms for one petition from a mail domain that is no large provider's"
)
# Nobody is asked for work when they confirm: its first number asks for nothing.
CONFIRMER = _bounds(
    "confirmer", Bounds(None, 20, 60), "Forms confirmed from one address that were sent from elsewhere, or days before"
)
SHARED_NETWORKS: Policy[tuple[str, ...]] = Policy(
    "ladder.shared_networks",
    (),
    f"Networks that very many people share; from there it takes {SHARED_TIMES} times as many.",
    networks,
    networks_written,
)
LADDER: tuple[Policy[Any], ...] = (
    *(ADDRESS, NEIGHBOURHOOD, COUNTRY, PETITION, MAILBOX, DOMAIN, CONFIRMER),
    SHARED_NETWORKS,
)
