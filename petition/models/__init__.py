"""Nouns: every table of the product. Importing this package makes them all known to the metadata."""

from petition.models import consent, ledger, outbox, petition, record, signature, submission, team

__all__ = ["consent", "ledger", "outbox", "petition", "record", "signature", "submission", "team"]
