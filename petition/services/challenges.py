"""Proof of work, in the ALTCHA v2 protocol: what a browser is asked to do for a form, and whether it was done, once.

Nothing is kept of a challenge: it says itself what it is for and when it was made, and is signed. Of a solution that
was used, the shared store of limits keeps what for, as long as anyone could use it again.
"""

import enum
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha

from petition.extensions import limiter, tokens
from petition.lib import clock, crypto

ALGORITHM = "PBKDF2/SHA-256"
# Rounds for one counter. Making a challenge costs us as many, about a millisecond; checking a solution next to nothing.
COST = 5_000
LIFE = timedelta(minutes=30)
PURPOSE = "sign"
KEY, KEY_OF_SOLUTIONS, KEY_OF_CONTENTS = "challenge", "challenge solution", "challenge content"
# What our script sends has about 900 characters.
LONGEST = 2000
# How often a form is good with its solution: a double press, an outage. No more, for its address can be corrected.
MOST_TIMES = 5
# Of what is kept of it, as hexadecimal digits: 128 bits are enough, and one process may keep tens of thousands.
MARK = 32


class Effort(enum.StrEnum):
    """How much a challenge asks for."""

    NORMAL = "normal"
    RAISED = "raised"


# Whoever solves one tries the counters from 0 on, half of these on average: which is right nobody knows beforehand.
COUNTERS = {Effort.NORMAL: 200, Effort.RAISED: 800}


@dataclass(frozen=True)
class Solved:
    """A challenge that was solved: how much it asked for, and when it was given out."""

    effort: Effort
    issued_at: datetime


def make(petition_public_id: str, effort: Effort) -> dict[str, Any]:
    """A challenge for the sign form of this petition, as ALTCHA v2 writes it in JSON."""
    issued = int(clock.now().timestamp())
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.randbelow(COUNTERS[effort]),
        expires_at=issued + int(LIFE.total_seconds()),
        data={"purpose": PURPOSE, "petition": petition_public_id, "effort": effort.value, "issued": issued},
        hmac_secret=tokens.key(KEY),
        hmac_key_secret=tokens.key(KEY_OF_SOLUTIONS),
    )
    return challenge.to_dict()


def solved(payload: str, petition_public_id: str, *, sent_with: str) -> Solved | None:
    """What was solved, if this is a solution for the sign form of this petition that is still good; None for all else.

    It is spent by this, among all processes: from now on it is good for what it was `sent_with` alone, a few times, so
    that a form that is sent twice, or once more after an outage, keeps its own.
    """
    challenge = _solved_challenge(payload)
    if challenge is None or challenge.signature is None:
        return None
    # It is signed by us: nothing in it was chosen by whoever sends it.
    about = challenge.parameters.data or {}
    if (about.get("purpose"), about.get("petition")) != (PURPOSE, petition_public_id):
        return None
    found = Solved(Effort(about["effort"]), datetime.fromtimestamp(about["issued"], UTC))
    is_good = clock.now() < found.issued_at + LIFE and _is_spent_on(challenge.signature, sent_with)
    return found if is_good else None


def _solved_challenge(payload: str) -> altcha.Challenge | None:
    """The challenge in a solution that is right, whatever it was for."""
    if not payload or len(payload) > LONGEST:
        return None
    try:
        sent = altcha.Payload.from_base64(payload)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    result = altcha.verify_solution(sent, tokens.key(KEY), hmac_key_secret=tokens.key(KEY_OF_SOLUTIONS))
    return sent.challenge if result.verified else None


def _is_spent_on(signature: str, content: str) -> bool:
    """Whether this content is the first that comes with the challenge of this signature, and not too often."""
    mark = crypto.blind_index(tokens.key(KEY_OF_CONTENTS), PURPOSE, content).hex()[:MARK]
    first, times = limiter.storage.first(f"challenge:{signature[:MARK]}", mark, int(LIFE.total_seconds()))
    return times <= MOST_TIMES and hmac.compare_digest(first, mark)
