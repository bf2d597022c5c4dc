"""The random keys by which networks are hashed, one for each day by UTC: made when first needed, gone after 48 hours.

Every process reads them along with what staff doubt (`doubting.py`), sealed and by their days, and keeps them as long.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from petition.extensions import db, keyring
from petition.lib import crypto
from petition.models.origin import DailyKey
from petition.services.inserting import insert_unless_there

LIFE = timedelta(hours=48)


def of(day: date, kept: Mapping[date, bytes]) -> bytes | None:
    """The key of a day, by those that were read; None once it was destroyed, or where what seals it is lost."""
    return _opened(day, kept[day]) if day in kept else None


def of_today(today: date, kept: Mapping[date, bytes]) -> bytes | None:
    """The same, made where nobody needed it before; to be asked in a writing transaction, before it locks anything."""
    return _opened(today, kept.get(today) or _made(today))


def _made(day: date) -> bytes:
    # Two processes may be first at once: one row wins, both read it.
    fresh = keyring.seal(crypto.new_key(), context=_context(day))
    insert_unless_there(DailyKey, {"day": day, "sealed": fresh})
    return db.session.scalar(select(DailyKey.sealed).where(DailyKey.day == day)) or fresh


def _opened(day: date, sealed: bytes) -> bytes | None:
    try:
        return keyring.open(sealed, context=_context(day))
    except crypto.CannotOpen:
        return None


def _context(day: date) -> str:
    return f"daily_key.sealed:{day}"
