"""Finding what contains some letters, whatever stands between them."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute


def contains(column: InstrumentedAttribute[Any], part: str) -> ColumnElement[bool]:
    """Whether it stands there as it was typed, large or small; no sign means any other."""
    pattern = f"%{part.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    return column.ilike(pattern, escape="!")
