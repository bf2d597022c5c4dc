"""Petition pages as they were read a moment ago: a page that is asked for again needs two statements, not twenty.

What changes every second, state and count, is asked each time; text, addressees, news … are read anew when the
petition or the number of its signatories has changed, and every few seconds.
"""

from collections.abc import Hashable
from datetime import timedelta

from flask import Flask, abort, current_app

from petition.extensions import db, settings
from petition.lib.kept import Kept
from petition.models.petition import Petition
from petition.services import counting, glancing
from petition.services.glancing import Glance
from petition.web import languages
from petition.web.loading import open_to_everyone
from petition.web.public.petition_page import PetitionPage, page_of

# Of the seconds that a public page is as good as new.
TIMES_AS_LONG = 5
MOST = 64
EXTENSION = "petition.kept_pages"


def register(app: Flask) -> None:
    with app.app_context():
        lasting = timedelta(seconds=settings.page_cache_seconds * TIMES_AS_LONG)
    app.extensions[EXTENSION] = Kept[tuple[PetitionPage, int | None]](lasting=lasting, most=MOST)


def glance_or_404(slug: str) -> Glance:
    """The petition at a current or former address; as `petition_or_404`."""
    glance = glancing.at(slug)
    if glance is None:
        abort(404)
    open_to_everyone(glance)
    return glance


def page_at(glance: Glance) -> PetitionPage:
    """The page with its newest count."""
    page = _kept(glance.petition_id, glance.version, glance.checkpoint.signatories if glance.checkpoint else 0)
    return page.with_count(counting.count_at(glance.checkpoint, page.petition, glance.next_goal_at))


def words_or_404(slug: str) -> PetitionPage:
    """The page at an address, as `words_of`."""
    standing = glancing.standing_at(slug)
    if standing is None:
        abort(404)
    open_to_everyone(standing)
    return words_of(standing.petition_id, standing.version)


def words_of(petition_id: int, version: int) -> PetitionPage:
    """The page, for what shows neither its count nor its signatories."""
    return _kept(petition_id, version, None)


def _kept(petition_id: int, version: int, signatories: int | None) -> PetitionPage:
    """One that was read with so many signatories, or with any number where that is None."""
    kept: Kept[tuple[PetitionPage, int | None]] = current_app.extensions[EXTENSION]
    key: Hashable = (petition_id, version, languages.current_language())
    page, listed = kept.get(key, lambda: (_read(petition_id), signatories))
    if signatories not in (None, listed):
        page, _ = kept.keep(key, (_read(petition_id), signatories))
    return page


def _read(petition_id: int) -> PetitionPage:
    page = page_of(db.session.get_one(Petition, petition_id))
    page.read_all()
    # What is kept belongs to no session: other requests will look at it.
    db.session.expunge_all()
    return page
