"""The append-only ledger of each petition, from which its count is derived.

Confirming writes to the inbox alone. The sequencer, one at a time, gives inbox rows their place, extends the
Merkle tiles and signs a checkpoint. Database triggers refuse to change or delete entries.
"""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.lib.commitments import Entry
from petition.models.columns import BigId, Created, Digest, Key, Moment, UtcDateTime, choice, reference


class EntryKind(enum.StrEnum):
    OPENED = "opened"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    RESTORED = "restored"
    CORRECTED = "corrected"
    ERASED = "erased"
    PAPER = "paper"
    SIGNATORY = "signatory"
    REVISION = "revision"
    CLOSED = "closed"
    EPOCH = "epoch"


# What one entry adds to the count. Which count it is, the people's or the signatories', is said by the entry that
# began it, `confirmed` or `signatory`: later ones name that by its commitment. Paper adds its own weight to its own.
WEIGHTS = {
    EntryKind.CONFIRMED: 1,
    EntryKind.SIGNATORY: 1,
    EntryKind.RESTORED: 1,
    EntryKind.WITHDRAWN: -1,
    EntryKind.REMOVED: -1,
}


# Most rows speak of a signature: those keep no place in the index of signatories.
IS_SIGNATORY = text("signatory_id is not null")
IS_REVISION = text("kind = 'revision'")
TO_SUM = text("n <> summed")


class LedgerLine:
    """What is published of one event, whether it has its place yet or not."""

    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    weight: Mapped[int]
    revision: Mapped[Digest]
    commitment: Mapped[Digest]

    def entry(self, petition_public_id: str) -> Entry:
        """The line as the Merkle tree holds it."""
        return Entry(self.kind.value, self.weight, petition_public_id, self.revision, bytes.fromhex(self.commitment))


class LedgerInbox(LedgerLine, Model):
    """Something that happened and has no place in the ledger yet. The sequencer deletes the row as it gives one."""

    __table_args__ = (
        Index("ix_ledger_inbox_turn", "petition_id", "id"),
        Index("ix_ledger_inbox_signatory_id", "signatory_id", sqlite_where=IS_SIGNATORY, postgresql_where=IS_SIGNATORY),
        # Corrections are taken by themselves, where thousands may wait.
        Index("ix_ledger_inbox_revision", "petition_id", "id", sqlite_where=IS_REVISION, postgresql_where=IS_REVISION),
    )

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    # Indexed for the lists, which show nobody before the ledger does.
    signature_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("signature.id", ondelete="SET NULL"), index=True)
    # Whether it adds to the signatories or to the people is read from here: the row must not go before its entry.
    signatory_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("signatory.id", ondelete="RESTRICT"))
    # How long the signer took to confirm, by a bucket of lib/waits.py; it goes with this row.
    waited: Mapped[int | None]
    created_at: Mapped[Created]


class LedgerEntry(LedgerLine, Model):
    """One line of the ledger. Its leaf in the Merkle tree is computed from these columns alone."""

    __table_args__ = (UniqueConstraint("petition_id", "sequence"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = mapped_column(BigId, ForeignKey("petition.id", ondelete="RESTRICT"))
    sequence: Mapped[int] = mapped_column(BigId)


class LedgerLink(Model):
    """Which signature or signatory an entry speaks of. Kept apart, because entries stay when people are erased."""

    __table_args__ = (
        CheckConstraint("(signature_id is null) <> (signatory_id is null)", name="one_subject"),
        Index("ix_ledger_link_signatory_id", "signatory_id", sqlite_where=IS_SIGNATORY, postgresql_where=IS_SIGNATORY),
    )

    entry_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("ledger_entry.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    signature_id: Mapped[int | None] = reference("signature.id")
    signatory_id: Mapped[int | None] = reference("signatory.id", index=False)


class LedgerTile(Model):
    """Up to 256 hashes of one level of the Merkle tree (C2SP tlog-tiles)."""

    __table_args__ = (UniqueConstraint("petition_id", "level", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    level: Mapped[int]
    position: Mapped[int] = mapped_column(BigId)
    hashes: Mapped[bytes]


class LedgerHead(Model):
    """How long a ledger is and what it adds up to. Its size is the fence of the sequencer."""

    __table_args__ = (CheckConstraint("size >= 0", name="size"),)

    petition_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("petition.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    size: Mapped[int] = mapped_column(BigId, default=0)
    online: Mapped[int] = mapped_column(default=0)
    signatories: Mapped[int] = mapped_column(default=0)
    paper: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    # How long it was when its team was last mailed its head, and from when on the next one may go.
    mailed_size: Mapped[int] = mapped_column(BigId, default=0, server_default=literal_column("0"))
    mail_from: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Checkpoint(Model):
    """A signed statement of a ledger's size, root and count (C2SP tlog-checkpoint). Every shown number is one's."""

    __table_args__ = (
        Index("ix_checkpoint_newest", "petition_id", "size", "id"),
        # A day's last one, and those of one day: a busy ledger has one each second.
        Index("ix_checkpoint_day", "petition_id", "created_at", "id"),
    )

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    size: Mapped[int] = mapped_column(BigId)
    root: Mapped[Digest]
    online: Mapped[int]
    signatories: Mapped[int]
    paper: Mapped[int]
    withdrawn: Mapped[int]
    removed: Mapped[int]
    held: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Created]


class Epoch(Model):
    """That the ledger was continued from an older backup, though a longer one had been published.

    An entry of this sequence stands in the ledger, and names the published head by its root and by the hash of
    what was signed; here is the signed head itself.
    """

    __table_args__ = (UniqueConstraint("petition_id", "sequence"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    sequence: Mapped[int] = mapped_column(BigId)
    # How long the published ledger was, and its root.
    size: Mapped[int] = mapped_column(BigId)
    root: Mapped[Digest]
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Created]


class SigningKey(Model):
    """The Ed25519 key that signs checkpoints; its seed is sealed."""

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    public_key: Mapped[bytes]
    seed: Mapped[bytes]
    created_at: Mapped[Created]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tally(Model):
    """What the sequencer counted, by hour: the sums of models/tally.py grow by it."""

    __table_args__ = (
        UniqueConstraint("petition_id", "hour", "kind", "country", "language"),
        Index("ix_tally_to_sum", "id", sqlite_where=TO_SUM, postgresql_where=TO_SUM),
    )

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    hour: Mapped[Moment]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    country: Mapped[str] = mapped_column(String(2), default="")
    language: Mapped[str] = mapped_column(String(5))
    n: Mapped[int]
    # How much of it stands in the sums of models/tally.py.
    summed: Mapped[int] = mapped_column(default=0, server_default="0")


class Lease(Model):
    """Work that one process at a time does. Who holds it may still be late: fences keep that harmless."""

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(22))
    until: Mapped[Moment]
