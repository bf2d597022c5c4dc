"""The kinds of column that every table is made of."""

import enum
import secrets
from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, ForeignKey, Integer, String, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column

from petition.lib import clock

# SQLite numbers rows by itself only where the type is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

Key = Annotated[int, mapped_column(BigId, primary_key=True)]
Language = Annotated[str, mapped_column(String(5))]
Digest = Annotated[str, mapped_column(String(64))]
# One text in several languages: {"en": …, "ar": …}; services say which is read where one is missing.
ByLanguage = Annotated[dict[str, str], mapped_column(JSON, default=dict)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on every database (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Moment = Annotated[datetime, mapped_column(UtcDateTime)]
# Looked up at each use, so that tests can set the clock.
Created = Annotated[datetime, mapped_column(UtcDateTime, default=lambda: clock.now())]


def new_public_id() -> str:
    """128 random bits as 22 characters that are safe in an address."""
    return secrets.token_urlsafe(16)


def public_id() -> MappedColumn[str]:
    return mapped_column(String(22), unique=True, default=new_public_id)


def choice(kind: type[enum.StrEnum], *, name: str | None = None) -> Enum:
    """An enum as checked text: readable in the database, extended by an ordinary migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=16,
        name=name or _snake(kind.__name__),
        values_callable=lambda members: [member.value for member in members],
    )


def reference(target: str, *, index: bool = True, unique: bool = False) -> MappedColumn[int]:
    """A foreign key whose row goes with the row it names; indexed unless another index begins with it."""
    return mapped_column(
        BigId, ForeignKey(target, ondelete="CASCADE"), index=index and not unique, unique=unique or None
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
