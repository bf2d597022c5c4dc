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
SHARED_NETWORKS: Policy[tuple[str, ...]] = Policy(
    "ladder.shared_networks",
    (),
    f"Networks that very many people share; from there it takes {SHARED_TIMES} times as many.",
    networks,
    networks_written,
)
LADDER: tuple[Policy[Any], ...] = (ADDRESS, NEIGHBOURHOOD, COUNTRY, PETITION, SHARED_NETWORKS)
