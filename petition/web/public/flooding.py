"""A flood from one network: it is told so plainly, and what was typed is shown again."""

from collections.abc import Callable

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from petition.extensions import db
from petition.services.errors import DomainError
from petition.web.loading import PetitionIsHidden
from petition.web.public import bp

Page = Callable[[], str]
# By endpoint, what a form that came in a flood is answered with.
PAGES: dict[str, Page] = {}


def answers_floods_to(*names: str) -> Callable[[Page], Page]:
    """Names the endpoints whose posts are answered with this page, made from the request at hand."""

    def note(page: Page) -> Page:
        PAGES.update({f"{bp.name}.{name}": page for name in names})
        return page

    return note


@bp.errorhandler(RateLimitExceeded)
def too_many(limit: RateLimitExceeded) -> ResponseReturnValue:
    db.session.rollback()
    try:
        return PAGES[request.endpoint or ""](), 429, {"Retry-After": "60"}
    except (HTTPException, PetitionIsHidden, DomainError, SQLAlchemyError, TimeoutError) as refusal:
        # There is no such form, what was sent is too large to be shown again, or the database is away.
        return current_app.handle_user_exception(refusal)
