"""A Merkle tree stored as tiles, by C2SP tlog-tiles (c2sp.org/tlog-tiles).

A tile is up to 256 consecutive hashes of one level, joined. Level 0 holds leaf hashes; a hash of level L is
the root of a full tile of level L-1. A tile is overwritten until it is full; an older one is a prefix of it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

from petition.lib import merkle

HEIGHT = 8
WIDTH = 1 << HEIGHT

Read = Callable[[int, int], bytes]
"""Gives the stored bytes of the tile (level, index), as wide as the size asked about has it or wider."""

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class TileMissing(LookupError):
    """A stored tile is absent, or narrower than the size of the tree demands."""


@dataclass(frozen=True)
class TileName:
    """Which tile, and how wide: level 0 to 63, or None for the bundle of entries beside a tile of level 0.

    ValueError: no tile has this level, index or width.
    """

    level: int | None
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (0 <= (self.level or 0) <= 63 and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise ValueError(f"no such tile: {self}")

    @property
    def path(self) -> str:
        """The path below the log's prefix: `tile/0/x001/x234/067`, `tile/1/000.p/17`, `tile/entries/000`."""
        level = "entries" if self.level is None else self.level
        *groups, last = f"{self.index:,}".split(",")
        index = "".join(f"x{group:0>3}/" for group in groups) + f"{last:0>3}"
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{index}{partial}"

    @classmethod
    def parse(cls, path: str) -> Self:
        """The inverse of `path`. ValueError: any other spelling, so that a tile has one address."""
        if match := _PATH.fullmatch(path):
            level, index, width = match.groups()
            number = int(index.replace("x", "").replace("/", ""))
            name = cls(None if level == "entries" else int(level), number, int(width or WIDTH))
            if name.path == path:
                return name
        raise ValueError(f"not the path of a tile: {path!r}")


@dataclass(frozen=True)
class Appended:
    """The tree after an append: its size in leaves, its root, and each tile that changed, whole."""

    size: int
    root: bytes
    tiles: dict[tuple[int, int], bytes]


def append(size: int, read: Read, leaf_hashes: Sequence[bytes]) -> Appended:
    """Append leaves to a tree of `size` leaves, reading only the partial tiles at its right edge.

    TileMissing: one of those is not stored. ValueError: a leaf hash is not 32 bytes.
    """
    if any(len(leaf) != merkle.HASH_BYTES for leaf in leaf_hashes):
        raise ValueError("a leaf hash has 32 bytes")
    tiles: dict[tuple[int, int], bytes] = {}
    level, added = 0, list(leaf_hashes)
    while added:
        row, first = _edge(size, level, read) + added, size >> HEIGHT * (level + 1)
        chunks = [row[start : start + WIDTH] for start in range(0, len(row), WIDTH)]
        tiles |= {(level, first + n): b"".join(chunk) for n, chunk in enumerate(chunks)}
        level, added = level + 1, [merkle.root_of(chunk) for chunk in chunks if len(chunk) == WIDTH]
    grown = size + len(leaf_hashes)
    return Appended(grown, root(grown, lambda *key: tiles[key] if key in tiles else read(*key)), tiles)


def root(size: int, read: Read) -> bytes:
    """The root of the first `size` leaves, from at most one tile a level. TileMissing: one is not stored."""
    tail: list[bytes] = []
    for level in _levels(size):
        tail = _root_or_nothing(_edge(size, level, read) + tail)
    return merkle.root_of(tail)


def inclusion_proof(size: int, index: int, read: Read) -> list[bytes]:
    """What `merkle.inclusion_proof` gives for the first `size` leaves, from at most two tiles a level.

    IndexError: there is no such leaf. TileMissing: a tile is not stored.
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    proof: list[bytes] = []
    tail: list[bytes] = []
    for level in _levels(size):
        # The row at the edge and what the levels below leave over form one tree, its last leaf a lesser one.
        edge = _edge(size, level, read) + tail
        tile, position = divmod(index >> HEIGHT * level, WIDTH)
        is_at_edge = tile == size >> HEIGHT * (level + 1)
        proof += merkle.inclusion_proof(edge if is_at_edge else _hashes(read, level, tile, WIDTH), position)
        tail = _root_or_nothing(edge)
    return proof


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Each entry after its length as a big-endian uint16. OverflowError: one is longer than 65,535 bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entry_bundle(bundle: bytes) -> list[bytes]:
    """The inverse of `entry_bundle`. ValueError: the bundle ends within an entry."""
    entries: list[bytes] = []
    stream = BytesIO(bundle)
    while prefix := stream.read(2):
        entries.append(stream.read(int.from_bytes(prefix, "big")))
    if entry_bundle(entries) != bundle:
        raise ValueError("the bundle ends within an entry")
    return entries


def _levels(size: int) -> range:
    return range(-(-size.bit_length() // HEIGHT))


def _edge(size: int, level: int, read: Read) -> list[bytes]:
    """The hashes of the partial tile at the right edge of a level; none where it ends with a full tile."""
    return _hashes(read, level, *divmod(size >> HEIGHT * level, WIDTH))


def _hashes(read: Read, level: int, tile: int, width: int) -> list[bytes]:
    stored = read(level, tile)[: width * merkle.HASH_BYTES] if width else b""
    if len(stored) < width * merkle.HASH_BYTES:
        raise TileMissing(TileName(level, tile, width).path)
    return [stored[at : at + merkle.HASH_BYTES] for at in range(0, len(stored), merkle.HASH_BYTES)]


def _root_or_nothing(hashes: list[bytes]) -> list[bytes]:
    return [merkle.root_of(hashes)] if hashes else []
