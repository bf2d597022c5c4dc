"""Hourly sums, written by the sequencer, so that no dashboard ever counts rows."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import LedgerInbox, Tally
from petition.models.signature import Signature
from petition.services.inserting import insert_or_add

KEY = ["petition_id", "hour", "kind", "country", "language"]


def add(petition_id: int, rows: list[LedgerInbox]) -> None:
    """Add what a batch changed to this hour's sums."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    signatures = [row.signature_id for row in rows if row.signature_id is not None]
    found = db.session.execute(
        select(Signature.id, Signature.country, Signature.language).where(Signature.id.in_(signatures))
    )
    places = {signature: (country or "", language) for signature, country, language in found}
    sums = Counter((row.kind, *places[row.signature_id]) for row in rows if row.signature_id in places)
    values: list[dict[str, Any]] = [
        {"petition_id": petition_id, "hour": hour, "kind": kind, "country": country, "language": language, "n": n}
        for (kind, country, language), n in sums.items()
    ]
    if values:
        insert_or_add(Tally, values, key=KEY, column="n")
