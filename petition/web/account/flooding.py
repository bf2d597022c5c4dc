"""Forms that were sent too often: each is shown again, with what was typed and how long to wait."""

from collections.abc import Callable

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from petition.extensions import db
from petition.services.errors import DomainError
from petition.web.account import bp

TOO_OFTEN = lazy_gettext("That was tried too often. Wait ten minutes, then try again.")
Page = Callable[[], str]
# By endpoint, what a form that was sent too often is answered with.
PAGES: dict[str, Page] = {}


def answers_floods_to(*names: str) -> Callable[[Page], Page]:
    """Names the endpoints whose posts are answered with this page, made from the request at hand."""

    def note(page: Page) -> Page:
        PAGES.update({f"{bp.name}.{name}": page for name in names})
        return page

    return note


@bp.errorhandler(RateLimitExceeded)
def too_many(_limit: RateLimitExceeded) -> ResponseReturnValue:
    db.session.rollback()
    try:
        return PAGES[request.endpoint or ""](), 429, {"Retry-After": "600"}
    except (HTTPException, DomainError, SQLAlchemyError) as refusal:
        # What was sent is too large to be shown again, its link leads nowhere, or the database is away.
        return current_app.handle_user_exception(refusal)
