"""Reports by readers about a petition itself. Those who run the site read them and decide; no number decides anything.

Whoever reports learns nothing, and nothing is kept of them, as with reports of comments (reporting.py).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition
from petition.models.report import Report, ReportOutcome, ReportReason, ReportSubject
from petition.models.team import Team
from petition.services import auditing, reporting, staff_mails
from petition.services.errors import HiddenOrShownMeanwhile
from petition.services.reporting import MOST_OPEN
from petition.services.staff_mails import Waits
from petition.services.staff_queue import Waiting

# So many petitions at most stand in the queue at a time.
MOST_WAITING = 200
OF_PETITIONS = Report.subject == ReportSubject.PETITION
IS_OPEN = (OF_PETITIONS, Report.outcome.is_(None))


def report(petition: Petition, *, reason: ReportReason, words: str) -> None:
    """Put a reader's report before staff; they are told by mail of the first that waits.

    Nothing comes of it where so many wait that one more says nothing new, or where staff kept the petition against
    this reason before, unless the reader says more than that.
    """
    # Two readers at once may make it one more than the most: no harm is done.
    waiting = len(db.session.scalars(_open_of(petition, Report.id).limit(MOST_OPEN)).all())
    if waiting == MOST_OPEN or (not words and _was_kept(petition, reason)):
        return
    reporting.add(petition, ReportSubject.PETITION, reason=reason, words=words)
    if not waiting:
        staff_mails.ask(petition, Waits.REPORT, decided=_last_settled(petition))


def open_of(petition: Petition) -> list[Report]:
    """Those that wait, the first to come first."""
    return list(db.session.scalars(_open_of(petition, Report).limit(2 * MOST_OPEN)))


def numbers(petition_ids: Sequence[int]) -> dict[int, int]:
    """How many wait, by petition."""
    counted = select(Report.petition_id, func.count()).where(*IS_OPEN, Report.petition_id.in_(petition_ids))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Report.petition_id))}


def waiting() -> list[Waiting]:
    """The petitions that readers reported and nobody has decided about, the longest waiting first."""
    since = func.min(Report.reported_on)
    grouped = select(Report.petition_id, since, func.count()).where(*IS_OPEN).group_by(Report.petition_id)
    rows = db.session.execute(grouped.order_by(func.min(Report.id)).limit(MOST_WAITING)).all()
    found = (
        select(Petition)
        .where(Petition.id.in_([petition_id for petition_id, *_ in rows]))
        .options(selectinload(Petition.revisions), selectinload(Petition.slugs))
        .options(joinedload(Petition.team).selectinload(Team.texts))
    )
    petitions = {one.id: one for one in db.session.scalars(found)} if rows else {}
    return [
        Waiting(
            Waits.REPORT,
            petitions[petition_id],
            datetime.combine(day, time.min, UTC),
            number,
            petitions[petition_id].public_id,
        )
        for petition_id, day, number in rows
    ]


def keep(petition: Petition, *, up_to: int | None, reason: str, by: str) -> None:
    """Leave the petition as it is: what was reported up to this report's number is settled.

    What came since waits: nobody has read it. Raises HiddenOrShownMeanwhile where nothing waits any more.
    """
    number = settle(petition, ReportOutcome.KEPT, Report.id <= (up_to or 0), by=by)
    if not number:
        raise HiddenOrShownMeanwhile
    # Not in its team's log: whoever reported something may have to fear the team.
    auditing.record("keep petition", actor=by, subject=petition.public_id, reason=reason, number=number)


def settle(petition: Petition, outcome: ReportOutcome, *which: ColumnElement[bool], by: str) -> int:
    """Decide reports of a petition that wait; how many."""
    waiting = update(Report).where(Report.petition_id == petition.id, *IS_OPEN, *which)
    settled: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        waiting.values(outcome=outcome, settled_by=by, settled_at=clock.now())
    )
    return settled.rowcount


def _open_of(petition: Petition, what: Any) -> Any:
    return select(what).where(Report.petition_id == petition.id, *IS_OPEN).order_by(Report.id)


def _last_settled(petition: Petition) -> str:
    """When staff decided the last time about reports of it; "" where they never did."""
    # An index leads past the reports of comments, as below.
    settled = (Report.comment_id.is_(None), Report.outcome.in_(list(ReportOutcome)), OF_PETITIONS)
    last = db.session.scalar(select(func.max(Report.settled_at)).where(*settled, Report.petition_id == petition.id))
    return str(last or "")


def _was_kept(petition: Petition, reason: ReportReason) -> bool:
    # Of comments there may be very many: an index leads past them.
    kept = (Report.comment_id.is_(None), Report.outcome == ReportOutcome.KEPT, OF_PETITIONS)
    found = select(Report.id).where(*kept, Report.petition_id == petition.id, Report.reason == reason)
    return db.session.scalar(found.limit(1)) is not None
