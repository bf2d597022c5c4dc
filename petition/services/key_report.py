"""Which key of the ring seals how much, and what is lost where one is missing. It reads all that is sealed once."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import LargeBinary, func, select

from petition.extensions import db, keyring
from petition.lib import crypto
from petition.services.sealed_columns import COLUMNS, SealedColumn


@dataclass
class KeyUse:
    """One key by its number: whether it is in DATA_KEYS, and how many values of each column are sealed under it."""

    number: int
    is_there: bool
    is_current: bool
    seals: list[tuple[SealedColumn, int]] = field(default_factory=list)


def uses() -> list[KeyUse]:
    """Every key that there is or that something is sealed under, by number."""
    found: dict[int, list[tuple[SealedColumn, int]]] = defaultdict(list)
    for column in COLUMNS:
        first = func.substr(column.sealed, 1, crypto.KEY_NUMBER_BYTES, type_=LargeBinary)
        numbers = select(first, func.count()).where(column.sealed.is_not(None)).group_by(first)
        for begins, n in db.session.execute(numbers):
            found[crypto.key_number(begins)].append((column, n))
    return [
        KeyUse(number, number in keyring.checks, number == keyring.current, found[number])
        for number in sorted({*keyring.checks, *found})
    ]
