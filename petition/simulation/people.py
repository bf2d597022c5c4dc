"""Real signers: who they are, and how they sign.

Made up, and the same ones each time, so that two runs can be compared. What they do is put down here beforehand:
they come in a wave that ebbs away; some share a network or a mailbox, some have no script; most read their mail
within minutes, some after hours, some never.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import yaml

from petition.models.petition import Petition
from petition.services import demo
from petition.services.identity import Identity
from petition.simulation import places

HOUR = 3600.0
IN_HOSPITAL, AT_CARRIER = 0.15, 0.25
WITH_SCRIPT = 0.8
# Of the hospital's people with its mail domain; of all with the mailbox of whoever came before them.
WITH_HOSPITAL_MAIL, SHARES_MAILBOX = 0.6, 0.03
# Who opens the mail in the browser that sent the form, who on the telephone, and who never does.
SAME_BROWSER, ON_TELEPHONE, NEVER = 0.65, 0.2, 0.1


@dataclass(frozen=True)
class Crowd:
    """Who signs besides the attacker."""

    # Most come in the first third of it.
    lasts: float = 8 * HOUR
    # Of their mails, those that a scanner opens first, and presses every button in.
    scanned: float = 0.0


@dataclass(frozen=True)
class Person:
    """One real signer, and what they will do. Times are seconds."""

    signer: Identity
    language: str
    network: str
    reads_from: str | None
    comes_after: float
    fills_in: float
    reads_after: float | None
    has_script: bool
    is_scanned: bool


def names() -> dict[str, Any]:
    """What names are put together from, in several scripts."""
    return cast("dict[str, Any]", yaml.safe_load((demo.FOLDER / "people.yaml").read_text(encoding="utf-8")))


def people(petition: Petition, crowd: Crowd, number: int) -> Iterator[Person]:
    """So many of them, as this petition gets them."""
    # Invented people need no secrecy.
    chance = random.Random(500)  # nosec B311 # noqa: S311
    made_up = demo.People(names())
    last = ""
    for place in range(number):
        signer, language = made_up.signer(petition, petition.languages)
        is_in_hospital, is_mobile = _is_where(chance.random())
        address = _address(chance, signer.name, place, is_in_hospital=is_in_hospital, last=last)
        # A third one would find the mailbox taken.
        last = "" if address == last else address
        yield Person(
            signer=replace(signer, address=address),
            language=language,
            network=_network(chance, is_in_hospital=is_in_hospital, is_mobile=is_mobile),
            reads_from=_reads_from(chance),
            comes_after=min(chance.expovariate(3 / crowd.lasts), crowd.lasts),
            fills_in=min(chance.lognormvariate(3.8, 0.6), 900.0),
            reads_after=None if chance.random() < NEVER else 4 + chance.lognormvariate(5.2, 1.6),
            has_script=chance.random() < WITH_SCRIPT,
            is_scanned=chance.random() < crowd.scanned,
        )


def _is_where(drawn: float) -> tuple[bool, bool]:
    return drawn < IN_HOSPITAL, IN_HOSPITAL <= drawn < IN_HOSPITAL + AT_CARRIER


def _network(chance: random.Random, *, is_in_hospital: bool, is_mobile: bool) -> str:
    if is_in_hospital:
        return places.HOSPITAL
    return places.carrier(chance) if is_mobile else places.home(chance)


def _address(chance: random.Random, name: str, number: int, *, is_in_hospital: bool, last: str) -> str:
    if last and chance.random() < SHARES_MAILBOX:
        return last
    if is_in_hospital and chance.random() < WITH_HOSPITAL_MAIL:
        return places.hospital_mailbox(name, number)
    return places.mailbox(chance, name, number)


def _reads_from(chance: random.Random) -> str | None:
    """Another network than the form was sent from; None in the same browser."""
    drawn = chance.random()
    if drawn < SAME_BROWSER:
        return None
    return places.carrier(chance) if drawn < SAME_BROWSER + ON_TELEPHONE else places.home(chance)
