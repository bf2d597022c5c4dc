"""Looking at petitions before they open, where the site asks for it: a team sends one, staff approve or give it back.

What needs it is found out in opening.py; the state itself changes in petitions.py.
"""

import enum
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.team import Team
from petition.services import auditing, opening, petitions, readiness, staff_mails, team_mails
from petition.services.errors import CannotChangeState, NotReady, PetitionChangedMeanwhile
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.permissions import Verb
from petition.services.staff_mails import Waits
from petition.services.staff_queue import Waiting

MOST = 200


class Outcome(enum.StrEnum):
    """What becomes of a petition once it is let open."""

    OPENS = "opens"
    # At the time that its team planned.
    PLANNED = "planned"
    # Its embargo keeps it shut and nothing is planned: its team opens it afterwards.
    EMBARGO = "embargo"


def outcome_of(petition: Petition) -> Outcome:
    """What letting it open would do at this moment."""
    if opens_by_plan_at(petition) is not None:
        return Outcome.PLANNED
    return Outcome.OPENS if petition.embargo_until is None else Outcome.EMBARGO


def opens_by_plan_at(petition: Petition) -> datetime | None:
    """When it will open by itself; None where nobody planned that, or its time is over."""
    if not petition.opens_itself or petition.opens_at is None:
        return None
    # The worker waits for the later of both.
    opens_at = max(petition.opens_at, petition.embargo_until or petition.opens_at)
    return opens_at if opens_at > clock.now() else None


def seen(petition: Petition) -> str:
    """What stays the same as long as nobody changes anything in it, and letting it open does the same."""
    return f"{opening.seen(petition)}:{outcome_of(petition)}"


def send(petition: Petition, at: datetime | None = None, *, by: str, was_seen: str | None = None) -> None:
    """Let staff look at it. Once they let it open it does so at this local time of its zone, or else at once.

    Raises CannotChangeState, also where nobody looks at petitions any more; PetitionChangedMeanwhile, UnderEmbargo,
    NotReady.
    """
    petitions.wait_for(petition)
    if petition.state not in petitions.UNOPENED or not opening.needs_review(petition):
        raise CannotChangeState
    if was_seen not in (None, opening.seen(petition)):
        raise PetitionChangedMeanwhile
    if at is None:
        petitions.unschedule(petition)
    else:
        petitions.schedule(petition, at)
    _require_ready(petition)
    decided = petition.review_words or str(petition.approved_at or "")
    petitions.send_for_review(petition)
    staff_mails.ask(petition, Waits.REVIEW, decided=decided)
    auditing.record_of_petition("send petition for review", petition, actor=by)


def take_back(petition: Petition, *, by: str) -> None:
    """Its team wants to go on writing; a plan is made anew when it is sent again. Raises CannotChangeState."""
    petitions.wait_for(petition)
    petitions.end_review(petition)
    petitions.unschedule(petition)
    auditing.record_of_petition("take petition back from review", petition, actor=by)


def approve(petition: Petition, *, by: str, was_seen: str | None = None) -> None:
    """Let it open: at once, or at the time that its team planned. `was_seen` is what `seen` gave.

    Raises CannotChangeState, PetitionChangedMeanwhile, NotReady.
    """
    _wait_for_what_was_seen(petition, was_seen)
    _require_ready(petition)
    outcome = outcome_of(petition)
    petitions.end_review(petition)
    petitions.note_approval(petition)
    auditing.record_of_petition("approve petition", petition, actor=by)
    if outcome is Outcome.OPENS:
        petitions.open_now(petition, languages=petition.readable_languages)
        auditing.record_of_petition("open petition", petition, actor=by)
    team_mails.tell(MailKind.REVIEW_APPROVED, petition, Verb.OPEN)


def give_back(petition: Petition, *, by: str, words: str, was_seen: str | None = None) -> None:
    """Ask its team to change something. Raises CannotChangeState, PetitionChangedMeanwhile."""
    _wait_for_what_was_seen(petition, was_seen)
    petitions.end_review(petition)
    # Nobody planned that it opens as it was.
    petitions.unschedule(petition)
    petition.review_words = words
    auditing.record_of_petition("give petition back", petition, actor=by, reason=words)
    team_mails.tell(MailKind.REVIEW_RETURNED, petition, Verb.OPEN)


def waiting() -> list[Waiting]:
    """The petitions that were sent for review, the first first."""
    query = (
        select(Petition)
        .where(Petition.state == PetitionState.IN_REVIEW)
        .options(
            selectinload(Petition.revisions),
            selectinload(Petition.slugs),
            joinedload(Petition.team).selectinload(Team.texts),
        )
        .order_by(Petition.sent_for_review_at, Petition.id)
        .limit(MOST)
    )
    return [
        Waiting(Waits.REVIEW, one, one.sent_for_review_at or one.created_at, 1, one.public_id)
        for one in db.session.scalars(query)
    ]


def that_it_came_back(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where it was sent again meanwhile, or opened."""
    petition = _mailed_about(mail)
    is_told = petition is not None and petition.state in petitions.UNOPENED and bool(petition.review_words)
    return Letter("review_returned", petition) if is_told else None


def that_it_was_approved(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where its team changed it meanwhile: then it has to be looked at once more."""
    petition = _mailed_about(mail)
    is_told = petition is not None and (petition.is_public or petition.is_approved)
    return Letter("review_approved", petition) if is_told else None


def _mailed_about(mail: Mail | ClaimedMail) -> Petition | None:
    return db.session.scalar(select(Petition).where(Petition.public_id == mail.subject))


def _wait_for_what_was_seen(petition: Petition, was_seen: str | None) -> None:
    petitions.wait_for(petition)
    if petition.state is not PetitionState.IN_REVIEW:
        raise CannotChangeState
    if was_seen not in (None, seen(petition)):
        raise PetitionChangedMeanwhile


def _require_ready(petition: Petition) -> None:
    if missing := readiness.missing(petition):
        raise NotReady(f"It cannot open yet: {', '.join(finding.code.value for finding in missing)}.")
