"""Corrections that are too large for a team alone: it asks, staff allow or refuse.

What is allowed goes the way of every correction, with the same fields frozen; from then on small corrections are
measured by its words. Everything here happens under the lock of the petition.
"""

import math
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from petition.extensions import db
from petition.lib import clock, text
from petition.models.correction import Correction, CorrectionOutcome
from petition.models.outbox import MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.revision import Revision
from petition.models.team import Team, TeamState
from petition.services import auditing, petitions, revising, staff_mails, team_mails
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.services.revising import Words
from petition.services.revision_errors import AsksAlready, CorrectionIsSettled, NothingToAsk
from petition.services.staff_mails import Waits
from petition.services.staff_queue import Waiting

# Of one petition, for its team to see; and of all that waits.
MOST_SHOWN, MOST_WAITING = 5, 200


def ask(
    petition: Petition, language: str, values: Words, *, reason: str, by: str, seen: str | None = None
) -> Correction:
    """Ask staff to allow these words. `seen` is the hash of what is corrected.

    Raises AsksAlready where one waits in this language, NothingToAsk where it is small, and whatever `revising.revise`
    raises but RevisionTooLarge.
    """
    petitions.wait_for(petition)
    latest = revising.newest(petition, language, seen=seen)
    words = revising.corrected(petition, language, values, is_allowed=True)
    share = revising.share_of(petition, language, words)
    if share <= revising.LARGEST_SHARE:
        raise NothingToAsk
    why = revising.reason_of(petition, language, reason)
    there = _waiting().where(Correction.petition_id == petition.id, Correction.language == language)
    if db.session.scalar(there) is not None:
        raise AsksAlready
    made = Correction(
        petition=petition,
        language=language,
        revision_id=latest.id,
        words=words,
        reason=why,
        # A little more than the most is never told as the most.
        permille=math.ceil(round(share * 1000, 6)),
        asked_by=by,
    )
    db.session.add(made)
    db.session.flush()
    auditing.record_of_petition("ask for correction", petition, actor=by, language=language, reason=why)
    staff_mails.ask(petition, Waits.TEXT, decided=_newest_decided(petition))
    return made


def take_back(correction: Correction, *, by: str) -> None:
    """Its team does not want it any more. Raises CorrectionIsSettled."""
    _hold(correction)
    _settle(correction, CorrectionOutcome.TAKEN_BACK, by=by)
    auditing.record_of_petition("take correction back", correction.petition, actor=by, language=correction.language)


def allow(correction: Correction, *, by: str) -> Revision:
    """Publish it, as its team wrote it.

    Raises CorrectionIsSettled, CannotChangeState where the petition is not open or its team is suspended, and whatever
    `revising.revise` raises.
    """
    petition, language = _hold(correction), correction.language
    if petition.is_paused:
        raise CannotChangeState
    base = _base_of(correction)
    # Before the revision is there: what still waits in this language is over with it.
    _settle(correction, CorrectionOutcome.ALLOWED, by=by)
    made = revising.revise(
        petition,
        language,
        correction.words,
        reason=correction.reason,
        by=correction.asked_by,
        seen=base.sha256,
        is_allowed=True,
    )
    auditing.record_of_petition("allow correction", petition, actor=by, language=language, number=made.number)
    _tell(correction)
    return made


def refuse(correction: Correction, *, by: str, answer: str) -> None:
    """It stays as it is; its team reads why. Raises CorrectionIsSettled."""
    petition = _hold(correction)
    _settle(correction, CorrectionOutcome.REFUSED, by=by)
    correction.answer = answer
    auditing.record_of_petition(
        "refuse correction", petition, actor=by, language=correction.language, reason=text.clean_line(answer)
    )
    _tell(correction)


def by_public_id(petition: Petition, public_id: str) -> Correction | None:
    return db.session.scalar(
        select(Correction).where(Correction.public_id == public_id, Correction.petition_id == petition.id)
    )


def of_petition(petition: Petition) -> Sequence[Correction]:
    """What its team asked for, the last first."""
    asked = select(Correction).where(Correction.petition_id == petition.id)
    return db.session.scalars(asked.order_by(Correction.id.desc()).limit(MOST_SHOWN)).all()


def waiting() -> list[Waiting]:
    """What staff have to decide, the longest wait first: nothing of a hidden petition, or of a suspended team."""
    asked = _waiting().join(Correction.petition).join(Petition.team)
    asked = asked.where(Petition.state == PetitionState.OPEN, Team.state == TeamState.ACTIVE)
    its_petition = contains_eager(Correction.petition)
    words = (its_petition.selectinload(Petition.revisions), its_petition.selectinload(Petition.slugs))
    asked = asked.options(*words, its_petition.contains_eager(Petition.team).selectinload(Team.texts))
    found = db.session.scalars(asked.order_by(Correction.asked_at, Correction.id).limit(MOST_WAITING))
    return [Waiting(Waits.TEXT, one.petition, one.asked_at, 1, one.public_id) for one in found]


def compared(correction: Correction) -> tuple[dict[str, str], dict[str, str]]:
    """The words that it takes the place of, and its own."""
    before = revising.words_of(_base_of(correction))
    return before, before | correction.words


def _newest_decided(petition: Petition) -> str:
    """The public id of the one that staff decided about last; "" where they never did."""
    decided = (CorrectionOutcome.ALLOWED, CorrectionOutcome.REFUSED)
    found = select(Correction.public_id).where(Correction.petition_id == petition.id, Correction.outcome.in_(decided))
    return db.session.scalar(found.order_by(Correction.decided_at.desc()).limit(1)) or ""


def _waiting() -> Select[Correction]:
    return select(Correction).where(Correction.outcome.is_(None))


def _base_of(correction: Correction) -> Revision:
    return next(one for one in correction.petition.revisions if one.id == correction.revision_id)


def _hold(correction: Correction) -> Petition:
    """As it is now; nobody else decides about it until the commit."""
    petitions.wait_for(correction.petition)
    return correction.petition


def _settle(correction: Correction, outcome: CorrectionOutcome, *, by: str) -> None:
    if correction.outcome is not None:
        raise CorrectionIsSettled
    correction.outcome, correction.decided_by, correction.decided_at = outcome, by, clock.now()
    db.session.flush()


def _tell(correction: Correction) -> None:
    able = team_mails.able_to(Verb.EDIT, correction.petition)
    team_mails.send(MailKind.TEXT_DECIDED, correction.public_id, able, once="")
