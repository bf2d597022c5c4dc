"""Mailing one update although another was mailed a short while ago: those who run the site allow it."""

from sqlalchemy import exists

from petition.extensions import db
from petition.models.news import Update
from petition.models.petition import Petition
from petition.models.update_mail import UpdateMailing
from petition.services import auditing, update_mailings, updates, writing_updates
from petition.services.errors import CannotChangeState

PER_PAGE = 20


def not_mailed(petition: Petition, *, before: int | None) -> tuple[list[Update], bool]:
    """Its news that everyone reads and nobody got by mail, newest first; and whether there is more."""
    is_mailed = exists().where(UpdateMailing.update_id == Update.id)
    query = updates.published(petition, limit=PER_PAGE + 1, before=before)
    found = list(db.session.scalars(query.where(~is_mailed)))
    return found[:PER_PAGE], len(found) > PER_PAGE


def can_begin(update: Update) -> bool:
    """Whether it can be mailed now, however short a while ago the last one was."""
    petition = update.petition
    return _is_news(update) and update_mailings.can_be_mailed(petition) and update_mailings.of(update) is None


def begin(update: Update, *, by: str, reason: str) -> None:
    """Let it be mailed now.

    Raises UpdateIsGone, CannotBeMailed, CannotChangeState where it is mailed, not public, or its team suspended.
    """
    update = writing_updates.hold(update)
    if not _is_news(update):
        raise CannotChangeState
    update_mailings.begin(update, is_allowed_sooner=True)
    update.wants_mail = True
    auditing.record_of_petition(
        "mail update sooner", update.petition, actor=by, number=update.number, update=update.public_id, reason=reason
    )


def _is_news(update: Update) -> bool:
    """Whether everyone reads it, and something may go out in the name of its team."""
    return update.petition.sends_news and update.is_published
