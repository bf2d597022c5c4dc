"""Updates: news on a petition."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.lib import clock
from petition.models.news import Update, UpdateText
from petition.models.petition import Petition
from petition.services import petitions

PER_PAGE = 20


def publish(petition: Petition, texts: Iterable[UpdateText], *, at: datetime | None = None) -> Update:
    """Add one piece of news, dated now unless it happened before."""
    petitions.wait_for(petition)
    highest = db.session.scalar(select(func.max(Update.number)).where(Update.petition_id == petition.id)) or 0
    update = Update(petition_id=petition.id, number=highest + 1, published_at=at or clock.now(), texts=list(texts))
    db.session.add(update)
    db.session.flush()
    petition.active_at = max(petition.active_at, update.published_at)
    return update


def of_petition(petition: Petition, *, limit: int = PER_PAGE, before: int | None = None) -> list[Update]:
    """The newest first; `before` is the number that the page before ended with."""
    query = (
        select(Update)
        .options(selectinload(Update.texts))
        .where(Update.petition_id == petition.id, Update.published_at <= clock.now())
        .order_by(Update.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Update.number < before)
    return list(db.session.scalars(query))
