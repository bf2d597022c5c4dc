"""Sums of what happened, so that no page counts rows: by hour, in all, and by mail domain.

Whoever does something only adds rows to the inbox, which nobody waits for (forms are marked in the outbox); the worker
adds them up. `Tally`, which the sequencer writes with the ledger, is added up from there too.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import BigId, Key, Moment, UtcDateTime, choice, reference

# Longer ones are cut: nobody's mail is at such a domain, and a sum must not fail.
DOMAIN_LENGTH = 255
NAMED = text("name is not null")
HAS_CHANGED = text("counted <> n")
SMALL = text("touched_on is not null and name is null")


class Step(enum.StrEnum):
    """What can happen between a page that is opened and a signature that counts, and afterwards."""

    OPENED = "opened"
    SUBMITTED = "submitted"
    MAILED = "mailed"
    # Refused by the mail server at once, or come back later.
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    RESTORED = "restored"


class Part(enum.StrEnum):
    """What the counted signatures are divided by; `wait` is how long confirming took, by a bucket of lib/waits.py."""

    COUNTRY = "country"
    LANGUAGE = "language"
    SOURCE = "source"
    WAIT = "wait"


class TallyInbox(Model):
    """Something that happened some times and is in no sum yet. The row goes when it is added up."""

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id")
    hour: Mapped[Moment]
    step: Mapped[Step] = mapped_column(choice(Step))
    # The domain of the mail address it is about, sealed; None where that is not noted, or nobody's.
    domain: Mapped[bytes | None]
    n: Mapped[int]


class TallyHour(Model):
    """What one hour brought. `day` is the hour's in the petition's zone."""

    __table_args__ = (UniqueConstraint("petition_id", "hour", "step"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    hour: Mapped[Moment]
    day: Mapped[date]
    step: Mapped[Step] = mapped_column(choice(Step))
    n: Mapped[int]


class TallyTotal(Model):
    """How many counted signatures came from a country, in a language, by a link with a code; how long they took."""

    __table_args__ = (UniqueConstraint("petition_id", "part", "value"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    part: Mapped[Part] = mapped_column(choice(Part))
    value: Mapped[str] = mapped_column(String(40))
    n: Mapped[int]


class TallyDomain(Model):
    """What became of forms from one mail domain; the row with an empty index and no name adds up all of them.

    A small domain may stand for a person: it is known only by a hash under the petition's own key, and forgotten when
    nothing came from it for 21 days. Once it is large it has a name, which is sealed. All go 30 days after the petition
    closed, or with the names of those who signed.
    """

    __table_args__ = (
        UniqueConstraint("petition_id", "domain_index"),
        Index("ix_tally_domain_largest", "petition_id", "submitted", sqlite_where=NAMED, postgresql_where=NAMED),
        Index("ix_tally_domain_small", "touched_on", sqlite_where=SMALL, postgresql_where=SMALL),
        CheckConstraint("name is null or touched_on is not null", name="named"),
        CheckConstraint("(since is null) = (touched_on is not null)", name="since"),
    )

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # Hexadecimal; "" for all of them.
    domain_index: Mapped[str] = mapped_column(String(64))
    name: Mapped[bytes | None]
    # The hour from which it counts; only of all together.
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The day on which something came from it last, by UTC; only of single ones.
    touched_on: Mapped[date | None]
    opened: Mapped[int] = mapped_column(default=0)
    submitted: Mapped[int] = mapped_column(default=0)
    mailed: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)


class TallyDomainHour(Model):
    """The last days of the large domains, and of all together, by hour: what warnings are made from."""

    __table_args__ = (UniqueConstraint("petition_id", "domain_index", "hour"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    domain_index: Mapped[str] = mapped_column(String(64))
    hour: Mapped[Moment] = mapped_column(index=True)
    submitted: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)


class ShownShares(Model):
    """What the counted are divided by, as it is shown: not as it is, so that two looks do not tell of one person.

    `counted` is how many are counted now, and `n` how many were when it was shown.
    """

    __table_args__ = (
        Index("ix_shown_shares_changed", "petition_id", sqlite_where=HAS_CHANGED, postgresql_where=HAS_CHANGED),
    )

    petition_id: Mapped[int] = mapped_column(BigId, ForeignKey("petition.id", ondelete="CASCADE"), primary_key=True)
    counted: Mapped[int]
    n: Mapped[int] = mapped_column(default=0)
    # None until there is enough to show.
    shown_at: Mapped[Moment | None]
    shares: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The lines of mail domains, sealed as their names are.
    domains: Mapped[bytes | None]
