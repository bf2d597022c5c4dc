"""Nouns: every table of the product. Importing this package makes them all known to the metadata."""

from petition.models import (
    alert,
    backup,
    consent,
    erasure,
    invitation,
    ledger,
    news,
    organiser,
    outbox,
    petition,
    process,
    record,
    signatory,
    signature,
    submission,
    team,
)

__all__ = [
    "alert",
    "backup",
    "consent",
    "erasure",
    "invitation",
    "ledger",
    "news",
    "organiser",
    "outbox",
    "petition",
    "process",
    "record",
    "signatory",
    "signature",
    "submission",
    "team",
]
