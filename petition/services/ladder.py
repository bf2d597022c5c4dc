"""What is done when much comes at once: nothing, work, or holding; nobody is refused here.

How much came lately is counted (`backends/heat.py`) by where it came from: the sender's address, its neighbourhood, for
each petition the country of its network, and the petition as a whole; by its mailbox and that one's domain; and, once
it is confirmed, by where that was done. The policies `ladder.*` say from how many on work is asked of each form, and
from how many on each is held, whatever work was done. docs/abuse.md says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from petition.backends.heat import Warmth
from petition.lib import addresses, clock
from petition.lib.bounds import Bounds
from petition.lib.mail_providers import LARGE_PROVIDERS
from petition.lib.networks import Networks, country_of, network_of, surroundings_of
from petition.models.signature import HoldRule
from petition.services.challenges import Effort, Solved
from petition.services.ladder_policy import LADDER, SHARED_TIMES
from petition.services.mailbox_marks import Marks

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


def names_of_mailbox(petition_id: int, mail_address: str, marks: Marks) -> list[str]:
    """What a form is counted by besides, once it says who sends it: no address stands in a name.

    By its spelling, too: of what came for the mailbox, what this one sent again is nobody else's. The domain comes
    last, and not that of a large provider.
    """
    names = [f"mailbox {petition_id} {marks.mailbox}", f"spelling {petition_id} {marks.spelling}"]
    is_anybodys = addresses.domain(mail_address) in LARGE_PROVIDERS
    return names if is_anybodys else [*names, f"domain {petition_id} {marks.domain}"]


def name_of_confirmer(petition_id: int, address: str) -> str:
    """What is counted that was sent from one neighbourhood, and confirmed from this address in another."""
    return f"confirmer {petition_id} {network_of(address)}"


@dataclass(frozen=True)
class Ladder:
    """From how many on something is done, as it was decided at one moment."""

    # Of one client: its address and what is around it. Of a petition: a country, and all.
    of_networks: tuple[Bounds, Bounds]
    of_petitions: tuple[Bounds, Bounds]
    shared: Networks
    # Of a petition's signers: of one mailbox, of a mail domain, and of who confirms what came from elsewhere.
    mailbox: Bounds
    domain: Bounds
    confirmer: Bounds

    @classmethod
    def decided(cls, kept: Mapping[str, Any]) -> "Ladder":
        """By the rows of `site_setting`."""
        *bounds, shared = (one.of(kept.get(one.name)) for one in LADDER)
        address, neighbourhood, country, petition, *others = bounds
        return cls((address, neighbourhood), (country, petition), Networks(shared), *others)

    def doubts(
        self, address: str, found: Sequence[Warmth], solved: Solved | None, of_mailbox: Sequence[Warmth] = ()
    ) -> list[HoldRule]:
        """Why a form from this address is held, the gravest first.

        By what was `found` under its names, those of its mailbox, and the work that was done.
        """
        doubts = []
        if any(_holds(bounds, warmth) for bounds, warmth in self._rungs(address, found)):
            doubts.append(HoldRule.FLOOD)
        mailbox = list(self._rungs_of_mailbox(of_mailbox))
        # Which mailbox it would be nobody knew when the challenge was fetched: more work is asked of none for it.
        asked = self.asked(address, found)
        if asked is None and any(_exceeds(warmth.lately, bounds.challenge) for _, bounds, warmth in mailbox):
            asked = Effort.NORMAL
        if not _is_enough(solved, asked):
            doubts.append(HoldRule.UNSOLVED)
        return [*doubts, *(rule for rule, bounds, warmth in mailbox if _holds(bounds, warmth))]

    def doubts_of_confirmer(self, address: str, warmth: Warmth) -> list[HoldRule]:
        """Why a confirmation from this address is held, by what was found under its name."""
        return [HoldRule.ONE_CONFIRMER] if _holds(self.confirmer.times(self._times(address)), warmth) else []

    def asked(self, address: str, found: Sequence[Warmth]) -> Effort | None:
        """The work that is asked of a form from this address; None where it is taken without."""
        rungs = list(self._rungs(address, found))
        if any(_exceeds(warmth.lately, bounds.challenge, RAISED_BEYOND) for bounds, warmth in rungs):
            return Effort.RAISED
        return Effort.NORMAL if any(_exceeds(warmth.lately, bounds.challenge) for bounds, warmth in rungs) else None

    def _rungs(self, address: str, found: Sequence[Warmth]) -> Iterator[tuple[Bounds, Warmth]]:
        times = self._times(address)
        of_networks = tuple(bounds.times(times) for bounds in self.of_networks)
        return zip((*of_networks, *self.of_petitions), found, strict=True)

    def _rungs_of_mailbox(self, found: Sequence[Warmth]) -> Iterator[tuple[HoldRule, Bounds, Warmth]]:
        if not found:
            return
        mailbox, spelling, *domain = found
        # This spelling is one, however often it was sent. Others are as many as were sent.
        spellings = Warmth(mailbox.lately - spelling.lately + 1, mailbox.in_a_day - spelling.in_a_day + 1)
        yield HoldRule.ALIASES, self.mailbox, spellings
        yield from ((HoldRule.DOMAIN_BURST, self.domain, warmth) for warmth in domain)

    def _times(self, address: str) -> int:
        return SHARED_TIMES if self.shared.hold(address) else 1


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
