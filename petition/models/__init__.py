"""Nouns: every table of the product. Importing this package makes them all known to the metadata."""

from petition.models import consent, ledger, news, outbox, petition, record, signatory, signature, submission, team

__all__ = ["consent", "ledger", "news", "outbox", "petition", "record", "signatory", "signature", "submission", "team"]
