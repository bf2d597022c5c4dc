#!/usr/bin/env python3
"""Add up a petition's public ledger again, and compare it with what was signed. Needs Python 3.9 and `cryptography`.

    python3 verify_ledger.py https://example.org/petitions/SLUG/ledger
    python3 verify_ledger.py --keep ledger --key KEY --old kept-last-year.txt https://example.org/petitions/SLUG/ledger

It asks the address for the newest checkpoint and for all entries (C2SP tlog-tiles), computes the Merkle tree (RFC 6962)
and the numbers from the entries alone, and shares no code with the site that it checks. Exits with 1 where anything
does not agree.
"""

import argparse
import base64
import hashlib
import pathlib
import sys
import urllib.request
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Fetch = Callable[[str], bytes]
WIDTH = 256
# What each kind adds to the count of whoever it is about.
WEIGHTS = {"confirmed": 1, "signatory": 1, "restored": 1, "withdrawn": -1, "removed": -1}
SUMMED = ("online", "signatories", "paper", "withdrawn", "removed")


class Wrong(Exception):
    """Something does not agree; the words say what."""


class Note:
    """A checkpoint: what was signed, once the signature is found good."""

    def __init__(self, note: str, keys: list[str]) -> None:
        text, _, signatures = note.rpartition("\n\n")
        if not text.replace("\n", "").isprintable():
            raise Wrong("the checkpoint holds what a terminal would obey")
        if not any(_has_signed(f"{text}\n", line, key) for line in signatures.splitlines() for key in keys):
            raise Wrong("the checkpoint bears no good signature by the key")
        self.origin, size, root, *said = text.split("\n")
        self.size, self.root = int(size), base64.b64decode(root)
        self.said = dict(line.split(" ", 1) for line in said if not line.startswith("epoch "))
        self.epochs = [line for line in said if line.startswith("epoch ")]


class Ledger:
    """The tree and the sums of the entries so far."""

    def __init__(self, petition: str) -> None:
        self.petition, self.size = petition, 0
        self.sums = dict.fromkeys(SUMMED, 0)
        self._subtrees: list[tuple[int, bytes]] = []
        self._signatories: set[str] = set()
        self._over: set[str] = set()
        # By their numbers, the roots of what was given up.
        self.epochs: dict[int, str] = {}

    def add(self, entry: bytes) -> None:
        """One entry more: six lines."""
        domain, kind, weight, petition, revision, subject = entry.decode("ascii").splitlines()
        if domain != "countersign/ledger-entry/v1" or petition != self.petition or not kind.isprintable():
            raise Wrong(f"entry {self.size} is not of this ledger")
        if kind != "paper" and int(weight) != WEIGHTS.get(kind, 0):
            raise Wrong(f"entry {self.size} ({kind}) weighs {weight}")
        if kind == "corrected":
            # It names the commitment that is over: one that was twice would be two people with one vote.
            if revision in self._over:
                raise Wrong(f"entry {self.size} corrects what was corrected already")
            self._over.add(revision)
        if kind == "epoch":
            self.epochs[self.size] = revision
        self._count(kind, int(weight), subject)
        self._grow(hashlib.sha256(b"\0" + entry).digest())

    def root(self) -> bytes:
        """The hash of the tree (RFC 6962, 2.1)."""
        if not self._subtrees:
            return hashlib.sha256().digest()
        *larger, (_, root) = self._subtrees
        for _, subtree in reversed(larger):
            root = hashlib.sha256(b"\1" + subtree + root).digest()
        return root

    def _count(self, kind: str, weight: int, subject: str) -> None:
        if kind == "signatory":
            self._signatories.add(subject)
        if kind == "confirmed":
            self._signatories.discard(subject)
        if kind in WEIGHTS:
            self.sums["signatories" if subject in self._signatories else "online"] += weight
        if kind == "paper":
            self.sums["paper"] += weight
        self.sums["withdrawn"] += kind == "withdrawn"
        self.sums["removed"] += (kind == "removed") - (kind == "restored")

    def _grow(self, leaf: bytes) -> None:
        height, node = 0, leaf
        while self._subtrees and self._subtrees[-1][0] == height:
            node = hashlib.sha256(b"\1" + self._subtrees.pop()[1] + node).digest()
            height += 1
        self._subtrees.append((height, node))
        self.size += 1


def verify(fetch: Fetch, keys: list[str], old: list[str]) -> Iterator[str]:
    """Say what was found, a line each. Raises Wrong at the first thing that does not agree."""
    newest = Note(fetch("checkpoint").decode(), keys)
    kept = [Note(note, keys) for note in old]
    if strange := [one.origin for one in kept if one.origin != newest.origin]:
        raise Wrong(f"an old checkpoint is of another ledger: {strange[0]}")
    waiting = sorted([*kept, newest], key=lambda one: one.size)
    ledger = Ledger(newest.origin.rpartition("/")[2])
    for entry in entries(fetch, newest.size):
        while waiting[0].size == ledger.size:
            _compare(ledger, waiting.pop(0), newest)
        ledger.add(entry)
    for one in waiting:
        _compare(ledger, one, newest)
    yield f"{newest.origin}: {newest.size} entries, signed {newest.said['time']}"
    yield from (f"{name} {newest.said[name]}" for name in SUMMED)
    yield f"held {newest.said['held']} (stated, not proven)"
    yield from (f"restored from a backup: {line}" for line in newest.epochs)
    yield f"{len(kept)} older checkpoint(s) fit"


def entries(fetch: Fetch, size: int) -> Iterator[bytes]:
    """The first `size` entries, from bundles of 256, the last as wide as the checkpoint says."""
    for first in range(0, size, WIDTH):
        width = min(WIDTH, size - first)
        bundle = fetch(path_of(first // WIDTH) + ("" if width == WIDTH else f".p/{width}"))
        for _ in range(width):
            length = int.from_bytes(bundle[:2], "big")
            yield bundle[2 : 2 + length]
            bundle = bundle[2 + length :]
        if bundle:
            raise Wrong(f"the bundle that begins with entry {first} holds more than it should")


def path_of(number: int) -> str:
    """`tile/entries/x001/x234/067`."""
    *groups, last = f"{number:,}".split(",")
    return "tile/entries/" + "".join(f"x{group:0>3}/" for group in groups) + f"{last:0>3}"


def _compare(ledger: Ledger, note: Note, newest: Note) -> None:
    name = f"the checkpoint of {note.size} entries"
    if ledger.size != note.size or ledger.root() != note.root:
        why = "; it was restored from a backup, and says so: " + ", ".join(newest.epochs) if newest.epochs else ""
        raise Wrong(f"{name} is of other entries than there are now{why}")
    epochs = [line.split(" ") for line in note.epochs]
    if {int(place): base64.b64decode(root).hex() for _, place, _, root in epochs} != ledger.epochs:
        raise Wrong(f"{name} names other restored backups than its entries do")
    # The first checkpoints had another word for it.
    said = {"signatories": note.said.get("organisations", "")} | note.said
    for kind in SUMMED:
        if said[kind] != str(ledger.sums[kind]):
            raise Wrong(f"{name} says {said[kind]} {kind}, its entries add up to {ledger.sums[kind]}")


def _has_signed(text: str, line: str, key: str) -> bool:
    """Whether a signature line is by this key, and good (C2SP signed-note; Ed25519 alone)."""
    name, hexid, encoded = key.split("+", 2)
    words = line.split(" ")
    signature = base64.b64decode(words[-1])
    if words[:2] != ["—", name] or signature[:4].hex() != hexid:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:]).verify(signature[4:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _fetcher(url: str, keep: str) -> Fetch:
    """Asks under an address, or in a folder with what was kept of one; keeps what it was given, if asked to."""

    def fetch(path: str) -> bytes:
        if not url.startswith(("https://", "http://")):
            return pathlib.Path(url, path).read_bytes()
        address = f"{url.rstrip('/')}/{path}"
        # https or http, as above
        with urllib.request.urlopen(address, timeout=60) as answer:  # nosec B310 # noqa: S310
            content: bytes = answer.read()
        if keep:
            place = pathlib.Path(keep, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return content

    return fetch


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ledger", help="its address, or a folder that --keep filled")
    parser.add_argument("--key", action="append", help="the verifier key; without it, what the ledger itself says")
    parser.add_argument("--old", action="append", default=[], help="a file with a checkpoint that was kept")
    parser.add_argument("--keep", default="", help="a folder to keep all of it in")
    given = parser.parse_args()
    fetch = _fetcher(given.ledger, given.keep)
    try:
        keys = given.key or fetch("key").decode().splitlines()
        old = [pathlib.Path(path).read_text(encoding="utf-8") for path in given.old]
        for line in verify(fetch, keys, old):
            sys.stdout.write(f"{line}\n")
    except (Wrong, OSError, ValueError, KeyError) as wrong:
        sys.exit(f"It does not agree: {wrong}")
    if not given.key:
        sys.stdout.write("The key is what the ledger itself says: compare it with one that you had from elsewhere.\n")
    sys.stdout.write("All agrees.\n")


if __name__ == "__main__":
    main()
