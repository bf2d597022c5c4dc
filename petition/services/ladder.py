"""What is done when much comes at once: nothing, work, or holding; nobody is refused here.

How much came lately is counted by where it came from (`backends/heat.py`): the sender's address, its neighbourhood,
for each petition the country of its network, and the petition as a whole. The policies `ladder.*` say from how many on
work is asked of each form, and from how many on each is held, whatever work was done. docs/abuse.md says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from petition.backends.heat import Warmth
from petition.lib import clock
from petition.lib.bounds import Bounds
from petition.lib.networks import Networks, country_of, network_of, surroundings_of
from petition.models.signature import HoldRule
from petition.services.challenges import Effort, Solved
from petition.services.ladder_policy import LADDER, SHARED_TIMES

# Beyond so many times what asks for work, more work is asked …
RAISED_BEYOND = 2
# … but whoever was asked for less a moment ago has filled in their form meanwhile. A form that takes longer to fill in
# works anew in time (static/js/challenge.js).
ASKED_A_MOMENT_AGO = timedelta(minutes=10)


def names_of(petition_id: int, address: str) -> list[str]:
    """Where a form comes from, narrow to wide: what it is counted by, in the order of `Ladder`'s bounds."""
    return [
        f"address {network_of(address)}",
        f"neighbourhood {surroundings_of(address)}",
        f"country {petition_id} {country_of(address)}",
        f"petition {petition_id}",
    ]


@dataclass(frozen=True)
class Ladder:
    """From how many on something is done, as it was decided at one moment."""

    # Of one client: its address and what is around it. Of a petition: a country, and all.
    of_networks: tuple[Bounds, Bounds]
    of_petitions: tuple[Bounds, Bounds]
    shared: Networks

    @classmethod
    def decided(cls, kept: Mapping[str, Any]) -> "Ladder":
        """By the rows of `site_setting`."""
        address, neighbourhood, country, petition, shared = (one.of(kept.get(one.name)) for one in LADDER)
        return cls((address, neighbourhood), (country, petition), Networks(shared))

    def doubts(self, address: str, found: Sequence[Warmth], solved: Solved | None) -> list[HoldRule]:
        """Why a form from this address is held, with what was found under its names, and the work that was done."""
        doubts = []
        if any(_holds(bounds, warmth) for bounds, warmth in self._rungs(address, found)):
            doubts.append(HoldRule.FLOOD)
        if not _is_enough(solved, self.asked(address, found)):
            doubts.append(HoldRule.UNSOLVED)
        return doubts

    def asked(self, address: str, found: Sequence[Warmth]) -> Effort | None:
        """The work that is asked of a form from this address; None where it is taken without."""
        rungs = list(self._rungs(address, found))
        if any(_exceeds(warmth.lately, bounds.challenge, RAISED_BEYOND) for bounds, warmth in rungs):
            return Effort.RAISED
        return Effort.NORMAL if any(_exceeds(warmth.lately, bounds.challenge) for bounds, warmth in rungs) else None

    def _rungs(self, address: str, found: Sequence[Warmth]) -> Iterator[tuple[Bounds, Warmth]]:
        times = SHARED_TIMES if self.shared.hold(address) else 1
        of_networks = tuple(bounds.times(times) for bounds in self.of_networks)
        return zip((*of_networks, *self.of_petitions), found, strict=True)


def _holds(bounds: Bounds, warmth: Warmth) -> bool:
    return _exceeds(warmth.lately, bounds.hold) or _exceeds(warmth.in_a_day, bounds.hold_in_a_day)


def _exceeds(number: int, most: int | None, times: int = 1) -> bool:
    return most is not None and number > most * times


def _is_enough(solved: Solved | None, asked: Effort | None) -> bool:
    if asked is None:
        return True
    if solved is None:
        return False
    return asked is solved.effort or solved.effort is Effort.RAISED or _was_asked_a_moment_ago(solved)


def _was_asked_a_moment_ago(solved: Solved) -> bool:
    return solved.issued_at > clock.now() - ASKED_A_MOMENT_AGO
