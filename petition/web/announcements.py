"""What the installation says on every page, as it was read a few seconds ago.

Pages that are kept ask for it anew no more often than for a petition's own words; a page never fails, and never waits,
for want of it.
"""

from contextlib import suppress
from datetime import timedelta

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from petition.extensions import settings
from petition.lib.kept import Kept
from petition.services import announcing
from petition.services.announcing import Announced
from petition.services.policy import LegalPage
from petition.web.said import Said, said

# Of the seconds that a public page is as good as new, as for a petition's own words.
TIMES_AS_LONG = 5
EXTENSION = "petition.announcements"
LAST = "petition.last_announcements"
# While a page is made for the reason that the database is away, it is asked for nothing.
AWAY = "database_is_away"
NOTHING_KNOWN = Announced()


def register(app: Flask) -> None:
    with app.app_context():
        lasting = timedelta(seconds=settings.page_cache_seconds * TIMES_AS_LONG)
    app.extensions[EXTENSION] = Kept[Announced](lasting=lasting, most=1)
    app.extensions[LAST] = NOTHING_KNOWN
    app.context_processor(lambda: {"announcement": announcement, "legal_links": legal_links})


def announcement() -> Said | None:
    """The sentence at the top of every page, in the reader's language or else in another."""
    words = current().current_banner
    return said(words, settings.languages[0]) if words else None


def legal_links() -> list[LegalPage]:
    """The legal pages that there are. What is true of every installation is said in any case."""
    there = current()
    return [page for page in LegalPage if page is LegalPage.ACCESSIBILITY or there.legal_words(page)]


def current() -> Announced:
    if "announced" not in g:
        kept: Kept[Announced] = current_app.extensions[EXTENSION]
        # A page asks for it more than once.
        g.announced = kept.get("announced", _read)
    there: Announced = g.announced
    return there


def known() -> Announced:
    """As `current`, for pages that are nothing without it. Raises what keeps it from being read for the first time."""
    there = current()
    return announcing.read() if there is NOTHING_KNOWN else there


def _read() -> Announced:
    """Or, where the database does not answer, what was read last."""
    last: Announced = current_app.extensions[LAST]
    if g.get(AWAY):
        return last
    with suppress(SQLAlchemyError, TimeoutError):
        last = announcing.read()
    current_app.extensions[LAST] = last
    return last
