"""All that waits for a decision of those who run the site, in one list; and the mail that says that something does."""

from collections.abc import Callable

from petition.models.outbox import Mail
from petition.services import large_corrections, petition_reports, petition_reviews
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail
from petition.services.staff_queue import Waiting

SOURCES: tuple[Callable[[], list[Waiting]], ...] = (
    petition_reviews.waiting,
    petition_reports.waiting,
    large_corrections.waiting,
)


def all_waiting() -> list[Waiting]:
    """What was asked first stands first."""
    found = (one for source in SOURCES for one in source())
    return sorted(found, key=lambda one: (one.since, one.public_id))


def that_something_waits(mail: Mail | ClaimedMail) -> Letter | None:
    """Nothing where it was decided meanwhile, or taken back."""
    still_waits = any(one.petition.public_id == mail.subject for one in all_waiting())
    return Letter("staff_asked") if still_waits else None
