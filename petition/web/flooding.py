"""Forms that were sent too often: each is shown again, with all that was typed."""

from collections.abc import Callable

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from petition.extensions import db
from petition.services.errors import DomainError
from petition.web.loading import PetitionIsHidden

Page = Callable[[], str]
Naming = Callable[[Page], Page]


def answered(bp: Blueprint, *, wait_seconds: int) -> Callable[..., Naming]:
    """What names the endpoints of an audience whose posts are answered with a page, made from the request at hand."""
    pages: dict[str, Page] = {}

    def answers_floods_to(*names: str) -> Naming:
        def note(page: Page) -> Page:
            pages.update({f"{bp.name}.{name}": page for name in names})
            return page

        return note

    @bp.errorhandler(RateLimitExceeded)
    def too_many(_limit: RateLimitExceeded) -> ResponseReturnValue:
        db.session.rollback()
        try:
            return pages[request.endpoint or ""](), 429, {"Retry-After": str(wait_seconds)}
        except (HTTPException, PetitionIsHidden, DomainError, SQLAlchemyError, TimeoutError) as refusal:
            # There is no such form, what was sent is too large to be shown again, or the database is away.
            return current_app.handle_user_exception(refusal)

    return answers_floods_to
