"""Updates: news on a petition."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from petition.extensions import db, settings
from petition.lib import clock, markdown, markdown_text
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.models.news import Update, UpdateState, UpdateText
from petition.models.petition import Petition
from petition.services import petitions

PER_PAGE = 20


def publish(petition: Petition, texts: Iterable[UpdateText], *, at: datetime | None = None) -> Update:
    """Add one piece of news, dated now unless it happened before."""
    petitions.wait_for(petition)
    return put_out(Update(petition=petition, texts=list(texts)), at=at)


def put_out(update: Update, *, at: datetime | None = None) -> Update:
    """Give it its number and its date. Whoever calls holds the petition."""
    petition = update.petition
    highest = db.session.scalar(select(func.max(Update.number)).where(Update.petition_id == petition.id)) or 0
    published_at = at or clock.now()
    update.state, update.number, update.published_at = UpdateState.PUBLISHED, highest + 1, published_at
    update.missed_at = None
    db.session.add(update)
    db.session.flush()
    petition.active_at = max(petition.active_at, published_at)
    return update


def renew_pages(petition: Petition) -> None:
    """Let pages that are kept be made anew, though nothing of the petition itself was changed."""
    flag_modified(petition, "active_at")


def of_petition(petition: Petition, *, limit: int = PER_PAGE, before: int | None = None) -> list[Update]:
    """The newest first; `before` is the number that the page before ended with."""
    return list(db.session.scalars(published(petition, limit=limit, before=before)))


def published(petition: Petition, *, limit: int, before: int | None) -> Select[Update]:
    """A statement for those that everyone reads, with all their texts."""
    query = (
        select(Update)
        .options(selectinload(Update.texts))
        .where(
            Update.petition_id == petition.id,
            Update.state == UpdateState.PUBLISHED,
            Update.published_at <= clock.now(),
        )
        .order_by(Update.number.desc())
        .limit(limit)
    )
    return query if before is None else query.where(Update.number < before)


def numbered(petition: Petition, number: int) -> Update | None:
    """One that everyone can read, or will at the hour that its file gave; its petition is held until the commit."""
    petitions.wait_for(petition)
    wanted = (Update.petition_id == petition.id, Update.number == number, Update.state == UpdateState.PUBLISHED)
    return db.session.scalar(select(Update).where(*wanted))


def once_published(petition: Petition, *, limit: int = PER_PAGE, before: int | None = None) -> list[Update]:
    """For its team: also what was taken down, or waits for the hour that a file gave it. The newest first."""
    highest = Update.number.is_not(None) if before is None else Update.number < before
    query = (
        select(Update)
        .options(selectinload(Update.texts))
        .where(Update.petition_id == petition.id, highest)
        .order_by(Update.number.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def mailed_words(update: Update, language: str) -> dict[str, Any]:
    """What its mail says to those who signed in a language: in that one, or else in the petition's own."""
    petition = update.petition
    words = update.text_in(language, petition.language)
    return {
        "language": language,
        "direction": _direction(language),
        "site_name": settings.site_name,
        "is_discreet": False,
        "title": petition.words_in(language).title,
        "team_name": petition.team.name_in(language),
        "update_title": words.title,
        "update_text": markdown_text.plain(words.text),
        "update_html": markdown.render(words.text),
        "update_language": words.language,
        "update_direction": _direction(words.language),
    }


def _direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
