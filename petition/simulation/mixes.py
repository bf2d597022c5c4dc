"""The mixes: each an attack with known truth among real signers, and what may come of it at most.

The bounds were put down before the first run, from what the rules promise (docs/abuse.md) and not from what a run
gave; where the product lets an attack through, its bound says so. Numbers of fakes are chosen so that it would hurt.
"""

import math
from dataclasses import dataclass

from petition.simulation import places
from petition.simulation.attackers import Attack
from petition.simulation.people import HOUR, Crowd

DAY = 24 * HOUR
SPAM = "Earn at home! https://pills-{0}.example/win www.casino-{0}.example"


@dataclass(frozen=True)
class Most:
    """So many at most, and beyond them so large a part of all."""

    number: int = 0
    share: float = 0.0

    def of(self, all_of_them: int) -> int:
        return self.number + math.floor(self.share * all_of_them)


ALL, NONE = Most(share=1.0), Most()
# A few wait for a review in any campaign: people without script who share the network of a busy house.
USUAL = Most(2, 0.02)
WAVE = Crowd()


@dataclass(frozen=True)
class Mix:
    """What happens, and what may come of it."""

    name: str
    what: str
    attack: Attack | None
    # Fakes that count, and why so many; people whose signature waits for a review.
    most_counted: Most
    because: str
    most_held: Most = USUAL
    crowd: Crowd = WAVE
    # Comments of fakes that everybody reads.
    most_comments: Most = NONE


MIXES = (
    Mix("calm", "nobody attacks", None, NONE, "there are no fakes"),
    Mix(
        "one-network",
        "a program at one address, without work",
        Attack(2000, 0.3, places.one_address, places.many_domains),
        Most(30),
        "20 forms in ten minutes are asked for no work, and windows slide by estimate",
    ),
    Mix(
        "one-network-working",
        "a program at one address that solves challenges natively, on one core",
        Attack(1000, 0.3, places.one_address, places.many_domains, cores=1),
        Most(120),
        "with work 100 forms of one address count in ten minutes, and windows slide by estimate",
    ),
    Mix(
        "fast-solver",
        "a program on 32 cores that solves challenges natively, from a whole /24",
        Attack(1500, 0.1, places.whole_neighbourhood, places.many_domains, cores=32),
        Most(440),
        "with work 400 forms of one neighbourhood count in ten minutes, and windows slide by estimate",
    ),
    Mix(
        "carrier",
        "a program behind the addresses of the carrier that every fourth real signer uses, without work",
        Attack(1600, 0.4, places.carriers_pool, places.many_domains),
        Most(70),
        "60 forms in ten minutes of one neighbourhood are asked for no work",
        # All who use the carrier after its neighbourhood sent 1,500 in a day.
        most_held=Most(2, 0.3),
    ),
    Mix(
        "many-networks",
        "another network and country for each form, mailboxes of one domain, slowly, without work",
        Attack(1500, 21, places.many_networks, places.one_domain),
        Most(520),
        "30 mailboxes of a small domain are asked for no work in ten minutes; 500 count in a day",
    ),
    Mix(
        "many-networks-working",
        "another network and country for each form, 80 domains, native work: not caught",
        Attack(1000, 3.6, places.many_networks, places.many_domains, cores=1),
        ALL,
        "no two have anything in common that is counted",
    ),
    Mix(
        "aliases",
        "100 spellings of each of five mailboxes, from as many networks",
        Attack(500, 60, places.many_networks, places.tags),
        Most(20),
        "3 spellings of a mailbox count in a day",
    ),
    Mix(
        "bought-mailboxes",
        "real mailboxes at large providers, slowly, each from a network of its own: not caught",
        Attack(300, 90, places.many_networks, places.bought, reads_after=(30.0, HOUR)),
        ALL,
        "nothing tells them from people",
    ),
    Mix(
        "stored-up",
        "forms sent over three days from many networks, all confirmed within ten minutes from one",
        Attack(
            800,
            3 * DAY / 800,
            places.many_networks,
            places.many_domains,
            reads_after=(0.0, 600.0),
            reads_from_on=3 * DAY + 2 * HOUR,
            reads_from=f"{places.RENTED}9",
        ),
        Most(30),
        "20 that were sent from elsewhere count in ten minutes of one confirming network",
        crowd=Crowd(lasts=3 * DAY),
    ),
    Mix(
        "comment-spam",
        "comments with links, from real mailboxes and many networks: not caught where comments appear at once",
        Attack(200, 60, places.many_networks, places.bought, comment=SPAM),
        ALL,
        "nothing tells them from people but what they say, and that is the team's to judge",
        most_comments=ALL,
    ),
    Mix(
        "scanner",
        "strangers' mailboxes whose mail scanner presses every button; so does that of every third real signer",
        Attack(
            300,
            30,
            places.many_networks,
            places.scanned,
            reads_after=(1.0, 1.0),
            reads_from=places.SCANNER,
        ),
        NONE,
        "no person presses within three seconds of the mail",
        most_held=Most(2, 0.36),
        crowd=Crowd(scanned=1 / 3),
    ),
)
BY_NAME = {mix.name: mix for mix in MIXES}
