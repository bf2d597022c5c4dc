"""Where signatures came from, as tests need it."""

import itertools
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.origin import HASH_LENGTH, Origin
from petition.models.signature import Signature, SignatureState

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
_numbers = itertools.count()


def came(signature: Signature, **noted: Any) -> Signature:
    """Note where it came from, in the place of what is noted of it. What is not said came from nowhere that we know."""
    forget_origin(signature)
    db.session.execute(sa.insert(Origin), [_origin(signature, signature.id, noted)])
    return signature


def come_from(
    signature: Signature,
    network: str = "192.0.2.7",
    *,
    confirmed: str = "",
    sent_at: datetime | None = None,
    **noted: Any,
) -> None:
    """It was sent just now from a network like `192.0.2.7`, and confirmed from there too unless another is named."""
    moment = sent_at or clock.minute_of(clock.now())
    sent_from, confirmed_from = (_hashes(one) for one in (network, confirmed or network))
    hashes = sent_from | {f"confirmed_{name}": value for name, value in confirmed_from.items()}
    came(signature, day=moment.date(), sent_at=moment, **hashes, **noted)


def beside(signature: Signature, n: int, **noted: Any) -> None:
    """So many more like this one that count, of others, and where they came from. A list gives one each in turn."""
    table = Signature.__table__
    columns = {column.name: getattr(signature, column.name) for column in table.columns if column.name != "id"}
    rows = [
        columns
        | {
            "public_id": new_public_id(),
            "address_index": _unlike(),
            "name_index": _unlike(),
            "state": SignatureState.COUNTED,
        }
        for _ in range(n)
    ]
    db.session.execute(sa.insert(Signature), rows)
    ids = db.session.scalars(sa.select(Signature.id).order_by(Signature.id.desc()).limit(n)).all()
    turns = [{name: _turn(value, number) for name, value in noted.items()} for number in range(n)]
    db.session.execute(sa.insert(Origin), [_origin(signature, *pair) for pair in zip(ids, turns, strict=True)])


def _origin(signature: Signature, signature_id: int, noted: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(column.name for column in Origin.__table__.columns if column.nullable)
    about = {"signature_id": signature_id, "petition_id": signature.petition_id, "facts": {}}
    return {**nothing, **about, "sent_at": NOON, "day": NOON.date(), **noted}


def forget_origin(signature: Signature) -> None:
    """Nothing is known of it any more."""
    db.session.execute(sa.delete(Origin).where(Origin.signature_id == signature.id))


def _hashes(network: str) -> dict[str, str]:
    parts = {"address": network, "neighbourhood": network.rpartition(".")[0]}
    return {name: sha256(part.encode()).hexdigest()[:HASH_LENGTH] for name, part in parts.items()}


def _turn(value: Any, number: int) -> Any:
    return value[number % len(value)] if isinstance(value, list) else value


def _unlike() -> bytes:
    return f"somebody else {next(_numbers)}".encode()
