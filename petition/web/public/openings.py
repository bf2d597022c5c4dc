"""A page says that it is read: one number more, and nothing about the reader.

It comes by itself from pages with a script, some seconds after they were opened, and waits for no database: which
petition stands at an address is looked up once a minute, and the number is written down by the heartbeat. No limit
stands before it, which would cost more than the counting: of a flood no more is counted (lib/gathered.py).
"""

from datetime import timedelta

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue

from petition.extensions import db, settings
from petition.lib.kept import Kept
from petition.lib.networks import neighbourhood_of
from petition.models.petition import Petition
from petition.services import glancing, opening_pages
from petition.web.loading import open_to_everyone
from petition.web.public import bp

# Of the seconds that a public page is as good as new.
TIMES_AS_LONG = 60
MOST = 1000
EXTENSION = "petition.counted_pages"
NOTHING = 0


def register(app: Flask) -> None:
    with app.app_context():
        lasting = timedelta(seconds=settings.page_cache_seconds * TIMES_AS_LONG)
    app.extensions[EXTENSION] = Kept[int](lasting=lasting, most=MOST)


@bp.post("/petitions/<slug>/opened")
def opened(slug: str) -> ResponseReturnValue:
    kept: Kept[int] = current_app.extensions[EXTENSION]
    # Nobody waits for another's looking up: there is nothing to wait for.
    petition_id = kept.find(slug)
    if petition_id is None:
        petition_id = kept.keep(slug, _counted_at(slug))
    if petition_id != NOTHING:
        opening_pages.note(petition_id, network=neighbourhood_of(request.remote_addr or ""))
    return "", 204


def _counted_at(slug: str) -> int:
    """The petition whose readers are counted at this address; NOTHING where signers are at risk."""
    standing = glancing.standing_at(slug)
    if standing is None:
        abort(404)
    open_to_everyone(standing)
    petition = db.session.get_one(Petition, standing.petition_id)
    return petition.id if opening_pages.is_counted(petition) else NOTHING
