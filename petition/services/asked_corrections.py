"""The large corrections that a team asked for: what waits, what was allowed, and when one is over by itself.

Asking and deciding stand in `large_corrections.py`; this is what the rest of a petition's life has to know of them.
"""

from sqlalchemy import select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.correction import Correction, CorrectionOutcome
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import auditing

IN_DATABASE = {"synchronize_session": False}


def allowed_revisions(petition: Petition) -> set[int]:
    """The ids of the revisions that staff allowed: each came right after the one that its correction was made of."""
    bases = select(Revision.language, Revision.number).join(Correction, Correction.revision_id == Revision.id)
    allowed = bases.where(Correction.petition_id == petition.id, Correction.outcome == CorrectionOutcome.ALLOWED)
    places = {(row.language, row.number + 1) for row in db.session.execute(allowed)}
    return {one.id for one in petition.revisions if (one.language, one.number) in places}


def measured_by(petition: Petition, language: str) -> Revision:
    """The words that small corrections are measured by: those that staff allowed last, or else those at opening.

    Without the first of these, every comma after a large correction would be too much. Of a translation that came
    after opening, its first words are meant.
    """
    ours = [one for one in petition.revisions if one.language == language and one.is_complete]
    ours.sort(key=lambda one: one.number, reverse=True)
    allowed = allowed_revisions(petition)
    return next((one for one in ours if one.id in allowed or not one.reason), ours[-1])


def end_waiting(petition: Petition, language: str | None = None) -> None:
    """What waits cannot be allowed any more: its words were changed meanwhile, or the petition is closed."""
    waiting = update(Correction).where(Correction.petition_id == petition.id, Correction.outcome.is_(None))
    if language is not None:
        waiting = waiting.where(Correction.language == language)
    over = {"outcome": CorrectionOutcome.TAKEN_BACK, "decided_by": auditing.SYSTEM, "decided_at": clock.now()}
    db.session.execute(waiting.values(over), execution_options=IN_DATABASE)
