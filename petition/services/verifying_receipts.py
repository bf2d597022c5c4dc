"""Checking a receipt: from the file alone, or against a checkpoint and a ledger that somebody kept.

Needs no database, and shares nothing with the making of receipts but plain hashing: whoever is given a receipt can
check it on a machine of their own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from petition.lib import commitments, merkle, notes
from petition.lib.commitments import Entry, InvalidEntry, Opening
from petition.lib.frontier import Frontier
from petition.services.errors import DomainError

# Of these there are receipts; a correction counts nothing, and takes the place of what does.
COUNTING = {"confirmed": 1, "restored": 1, "corrected": 0}
WEIGHTS = {"confirmed": 1, "restored": 1, "withdrawn": -1, "removed": -1}
LATER = {"withdrawn", "removed", "restored", "corrected", "erased"}
CORRECTION = f"{commitments.ENTRY_DOMAIN}\ncorrected\n".encode()
# They stand within words of some languages, and show nothing by themselves.
JOINERS = "\u200c\u200d"
# The entries of a ledger from the first on, each time anew.
Read = Callable[[], Iterable[bytes]]


class InvalidReceipt(DomainError):
    """The receipt proves nothing; the message says why."""


@dataclass(frozen=True)
class GivenReceipt:
    """What a file says, as far as it can be read; nothing of it is believed yet."""

    keys: list[str]
    checkpoint: str
    index: int
    entry: bytes
    proof: list[bytes]
    opened: Opening


def read(content: Any) -> GivenReceipt:
    """The receipt in a parsed file. Raises InvalidReceipt."""
    try:
        if content["format"] != commitments.RECEIPT_FORMAT or type(content["index"]) is not int:
            raise InvalidReceipt("this is not a receipt of a kind that is known here")
        return GivenReceipt(
            keys=[str(key) for key in content["keys"]],
            checkpoint=str(content["checkpoint"]),
            index=content["index"],
            entry=str(content["entry"]).encode("ascii"),
            proof=[bytes.fromhex(one) for one in content["proof"]],
            opened=list(content["opened"]),
        )
    except (KeyError, TypeError, ValueError):
        raise InvalidReceipt("this is not a receipt, or it was cut short") from None


def verify(receipt: GivenReceipt, verifiers: list[notes.VerifierKey]) -> Iterator[str]:
    """What the file proves, a sentence each. Raises InvalidReceipt where it proves nothing."""
    signed, entry = signed_checkpoint(receipt.checkpoint, verifiers), _entry(receipt)
    if signed.origin.rpartition("/")[2] != entry.petition:
        raise InvalidReceipt("the entry is of another petition than the checkpoint")
    leaf = merkle.leaf_hash(receipt.entry)
    if not merkle.verify_inclusion(leaf, receipt.proof, index=receipt.index, size=signed.size, root=signed.root):
        raise InvalidReceipt("the entry is not in the ledger that the checkpoint speaks of")
    if receipt.opened and not commitments.verify_opening(entry.commitment, receipt.opened):
        raise InvalidReceipt("what was opened is not what the entry commits to")
    yield f"The checkpoint is signed: {_plain(signed.origin)}, {signed.size} entries{_time_of(signed)}."
    yield f"Entry {receipt.index} ({entry.kind}) stands in that ledger: {_said_by(entry)}."
    for item in receipt.opened:
        if "name" in item:
            yield f"Its signer gave as {_plain(item['name'])}: {_plain(item['value'])}"


def verify_with_ledger(receipt: GivenReceipt, read: Read, kept: notes.Checkpoint | None) -> Iterator[str]:
    """What all entries of a ledger say of a receipt that is good by itself, and of a checkpoint that somebody kept."""
    signed = _checkpoint_in(receipt)
    wanted, names = [signed, *([kept] if kept else [])], _names_of(receipt, read())
    roots, later, tree = {0: merkle.EMPTY_ROOT}, list[str](), Frontier()
    counts = counted = 0
    for encoded in read():
        entry = _decoded(encoded, tree.size)
        if entry.commitment.hex() in names:
            counts += WEIGHTS.get(entry.kind, 0)
            if tree.size > receipt.index and entry.kind in LATER:
                later.append(f"Entry {tree.size} says that it was {entry.kind} since.")
        tree.append(merkle.leaf_hash(encoded))
        if any(tree.size == one.size for one in wanted):
            roots[tree.size] = tree.root()
        if tree.size == signed.size:
            counted = counts
    for one in wanted:
        if one.size not in roots:
            raise InvalidReceipt(f"the ledger has {tree.size} entries only, the checkpoint speaks of {one.size}")
        if roots[one.size] != one.root:
            raise InvalidReceipt(f"the checkpoint of {one.size} entries is of another ledger")
    if counted != 1:
        raise InvalidReceipt("nobody counted by this entry when the checkpoint was signed")
    yield f"The ledger of {tree.size} entries is the one that {len(wanted)} checkpoint(s) speak of."
    yield from later or ["Nothing later in it speaks of this signature."]
    yield "By all that the ledger says of it, it counts." if counts == 1 else "It does not count any more."


def verify_with_checkpoint(receipt: GivenReceipt, kept: notes.Checkpoint) -> str:
    """What a checkpoint that somebody kept says by itself of a receipt that is good. Raises InvalidReceipt."""
    signed = _checkpoint_in(receipt)
    if signed.origin != kept.origin:
        raise InvalidReceipt("the checkpoint that was kept is of another ledger")
    if signed.size != kept.size:
        return f"The checkpoint that was kept speaks of {kept.size} entries: the ledger itself is needed to compare."
    if signed.root != kept.root:
        raise InvalidReceipt("two different ledgers of one length were signed")
    return "The checkpoint that was kept says the same."


def signed_checkpoint(note: str, verifiers: list[notes.VerifierKey]) -> notes.Checkpoint:
    """Raises InvalidReceipt where none of these keys signed it."""
    try:
        return notes.Checkpoint.parse(notes.open_note(note, verifiers))
    except notes.InvalidNote:
        raise InvalidReceipt("the checkpoint bears no good signature by the key") from None


def verifiers_of(keys: list[str]) -> list[notes.VerifierKey]:
    """Raises InvalidReceipt where one is none."""
    try:
        return [notes.VerifierKey.parse(key) for key in keys]
    except notes.InvalidNote:
        raise InvalidReceipt("the key is not one that checkpoints are signed with") from None


def _entry(receipt: GivenReceipt) -> Entry:
    try:
        entry = Entry.decode(receipt.entry)
    except InvalidEntry:
        raise InvalidReceipt("the entry cannot be read") from None
    if COUNTING.get(entry.kind) != entry.weight:
        raise InvalidReceipt(f"the entry ({_plain(entry.kind)}) is none that counts anybody")
    return entry


def _said_by(entry: Entry) -> str:
    """What an entry says by itself."""
    if entry.kind == "corrected":
        over = _plain(entry.revision)
        return f"it takes the place of what committed to {over}; whether that counts is for the ledger to say"
    words = _plain(entry.revision)
    return f"somebody who confirmed a mail address counts; the words that were signed have the SHA-256 {words}"


def _checkpoint_in(receipt: GivenReceipt) -> notes.Checkpoint:
    """Of a receipt whose checkpoint was found signed."""
    text = receipt.checkpoint.rpartition("\n\n")[0]
    return notes.Checkpoint.parse(f"{text}\n")


def _names_of(receipt: GivenReceipt, entries: Iterable[bytes]) -> set[str]:
    """All commitments that the signature ever went by, in hex: a correction names the one that is over."""
    before, after = dict[str, str](), dict[str, str]()
    for place, encoded in enumerate(entries):
        if encoded.startswith(CORRECTION):
            entry = _decoded(encoded, place)
            over, new = entry.revision, entry.commitment.hex()
            if over in after:
                # Else one who counts could give receipts to many.
                raise InvalidReceipt(f"entry {place} of the ledger corrects what was corrected already")
            before[new], after[over] = over, new
    commitment = _entry(receipt).commitment.hex()
    names = {commitment}
    for way in (before, after):
        name = way.get(commitment)
        while name is not None and name not in names:
            names.add(name)
            name = way.get(name)
    return names


def _decoded(encoded: bytes, place: int) -> Entry:
    try:
        return Entry.decode(encoded)
    except InvalidEntry:
        raise InvalidReceipt(f"entry {place} of the ledger cannot be read") from None


def _plain(text: str) -> str:
    """On one line, and without what could make a terminal show other lines than were written here."""
    return "".join(one if one.isprintable() or one in JOINERS else f"\\u{ord(one):04x}" for one in text)


def _time_of(signed: notes.Checkpoint) -> str:
    times = [line.removeprefix("time ") for line in signed.extensions if line.startswith("time ")]
    return f", {_plain(times[0])}" if times else ""
