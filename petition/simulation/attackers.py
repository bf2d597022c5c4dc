"""Attackers: what they have, and how they use it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from petition.models.petition import NameAudience, Petition
from petition.services import demo
from petition.services.challenges import Effort
from petition.services.identity import Identity
from petition.simulation import people
from petition.simulation.people import HOUR

# How long one core works for a challenge with a program of its own (`python -m bench.challenge`): seconds.
SOLVING = {Effort.NORMAL: 1 / 9, Effort.RAISED: 1 / 2}


@dataclass(frozen=True)
class Attack:
    """A program that sends forms. Times are seconds."""

    fakes: int
    every: float
    # By the number of the form.
    network: Callable[[int], str]
    address: Callable[[int], str]
    begins: float = HOUR
    # Cores that solve challenges; where there are none, no form brings work.
    cores: int = 0
    # How long after its mail came each is confirmed, and from which moment on any.
    reads_after: tuple[float, float] = (10.0, 60.0)
    reads_from_on: float = 0.0
    # Whence; None where each was sent from.
    reads_from: str | None = None
    comment: str = ""


@dataclass(frozen=True)
class Fake:
    """One signature that nobody gave."""

    signer: Identity
    network: str
    sent_after: float
    read_after: float


def fakes(petition: Petition, attack: Attack, number: int) -> Iterator[Fake]:
    """So many, in the order in which they are sent."""
    # Invented people need no secrecy.
    chance = random.Random(666)  # nosec B311 # noqa: S311
    made_up = demo.People(people.names())
    for place in range(number):
        name = made_up.signer(petition, petition.languages)[0].name
        signer = Identity(
            name=name,
            address=attack.address(place),
            country=None,
            give_name_to=NameAudience.PUBLIC,
            comment=attack.comment.format(place),
            comment_is_public=bool(attack.comment),
        )
        low, high = attack.reads_after
        yield Fake(
            signer=signer,
            network=attack.network(place),
            sent_after=attack.begins + place * attack.every,
            read_after=chance.uniform(low, high),
        )
