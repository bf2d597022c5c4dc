"""What became of each form, by the site's own database: told apart by what only the simulation knows, who is real."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Comment, CommentState, Hold, Signature, SignatureState
from petition.services import identity
from petition.simulation.acting import Attempt

Who = tuple[str, str]


@dataclass
class Outcome:
    """How many of one kind of signers counted, wait for a review (by rule), were refused, or did not confirm."""

    counted: int = 0
    held: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    unconfirmed: int = 0
    comments_shown: int = 0

    @property
    def all_held(self) -> int:
        return self.held.total()

    @property
    def all(self) -> int:
        return self.counted + self.all_held + self.refused + self.unconfirmed


@dataclass(frozen=True)
class Became:
    """A signature as it is now: the rule that holds it, and whether its comment is shown."""

    state: SignatureState
    rule: str
    shows_comment: bool


def reckon(petition: Petition, attempts: Iterable[Attempt]) -> tuple[Outcome, Outcome]:
    """What became of the people, and of the fakes."""
    found = _found(petition)
    people, fakes = Outcome(), Outcome()
    for attempt in attempts:
        became = found.get((attempt.signer.address, attempt.signer.name))
        _add(fakes if attempt.is_fake else people, attempt, became)
    return people, fakes


def _add(outcome: Outcome, attempt: Attempt, became: Became | None) -> None:
    if became is None and attempt.is_taken:
        outcome.unconfirmed += 1
    elif became is None:
        outcome.refused += 1
    elif became.state is SignatureState.HELD:
        outcome.held[became.rule] += 1
    else:
        outcome.counted += 1
        outcome.comments_shown += became.shows_comment


def _found(petition: Petition) -> dict[Who, Became]:
    rows = (
        select(Signature, Hold.rule, Comment.state)
        .outerjoin(Hold, Hold.signature_id == Signature.id)
        .outerjoin(Comment, Comment.signature_id == Signature.id)
        .where(Signature.petition_id == petition.id)
        .order_by(Signature.id)
    )
    found = {}
    for signature, rule, comment in db.session.execute(rows):
        signer = identity.of_signature(signature)
        shows = comment is CommentState.SHOWN
        found[signer.address, signer.name] = Became(signature.state, str(rule or ""), shows)
    return found
