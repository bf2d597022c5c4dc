"""Where signatures came from, as values that can be compared and hardly be read, while a review may need them."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Digest, Key, Moment, reference
from petition.models.signature import Signature

# In hexadecimal letters: half of SHA-256.
HASH_LENGTH = 32


class DailyKey(Model):
    """The random key, sealed, by which the networks of one day are hashed.

    It is destroyed after 48 hours. From then on nobody finds out by guessing which network a hash stands for; that two
    signatures of that day came from the same one is still to be seen.
    """

    day: Mapped[date] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    created_at: Mapped[Created]


class Origin(Model):
    """Where one signature came from. It is kept for as long as a form may wait, and until its doubts are settled."""

    __table_args__ = (
        Index("ix_origin_network", "petition_id", "neighbourhood", "address"),
        Index("ix_origin_confirmed", "petition_id", "confirmed_neighbourhood", "confirmed_address"),
        Index("ix_origin_mailbox", "petition_id", "domain", "mailbox"),
        Index("ix_origin_sent", "petition_id", "sent_at", "country"),
    )

    id: Mapped[Key]
    signature_id: Mapped[int] = reference("signature.id", unique=True)
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # The day of confirming (UTC): how long this is kept goes by it, and by its key the confirming networks are hashed.
    day: Mapped[date] = mapped_column(index=True)
    # The minute in which the form was sent; where signers are at risk, the day alone. By its day's key are hashed …
    sent_at: Mapped[Moment]
    # … the IPv4 address or the /64 that it came from, and the /24 or /48 around that …
    address: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    neighbourhood: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    # … whose country (ISO 3166) stands in clear.
    country: Mapped[str | None] = mapped_column(String(2))
    # Whence it was confirmed.
    confirmed_address: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    confirmed_neighbourhood: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    # Under the petition's own key, as in `tally_domain`: the mail domain, and the mailbox without what many providers
    # ignore (tags). None once that key is destroyed.
    domain: Mapped[Digest | None]
    mailbox: Mapped[Digest | None]
    # What else was noticed: {"risk": [HoldRule …], "filled_in": seconds, "pressed_after": seconds, "disposable": true}.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    signature: Mapped[Signature] = relationship()
