"""Merkle trees as RFC 6962 and RFC 9162 (section 2.1) define them, over SHA-256.

A hash is 32 bytes. A tree is given by its leaf hashes in order; a proof is a list of hashes, lowest first.
Roots and proofs here follow the recursive definitions word for word, so that a verifier need not trust the
tiles a log is stored in.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash; `EMPTY_ROOT` for no leaves. A million leaves take about a second."""
    size = len(leaf_hashes)
    if size < 2:
        return leaf_hashes[0] if size else EMPTY_ROOT
    split = _split(size)
    return node_hash(root_of(leaf_hashes[:split]), root_of(leaf_hashes[split:]))


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, D): the hashes that lead from one leaf, counted from 0, to the root.

    IndexError: there is no such leaf.
    """
    size = len(leaf_hashes)
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    if size == 1:
        return []
    split = _split(size)
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if index < split:
        return [*inclusion_proof(left, index), root_of(right)]
    return [*inclusion_proof(right, index - split), root_of(left)]


def verify_inclusion(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes) -> bool:
    """Whether `leaf`, a leaf hash, is number `index` of the tree of this size and root.

    RFC 9162, 2.1.3.2. False, never an error, for a proof of any other shape.
    """
    if not 0 <= index < size or not _are_hashes(leaf, *proof):
        return False
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            position, last = _skip_lone_levels(position, last)
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and computed == root


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """PROOF(old_size, D): that the first `old_size` leaves are the whole older tree.

    Empty where nothing needs proving: from no leaves, or to the same size. IndexError: it is not that large.
    """
    size = len(leaf_hashes)
    if not 0 <= old_size <= size:
        raise IndexError(f"no older tree of {old_size} in a tree of {size}")
    return _subproof(leaf_hashes, old_size, True) if old_size else []


def verify_consistency(
    proof: Sequence[bytes], *, old_size: int, old_root: bytes, new_size: int, new_root: bytes
) -> bool:
    """Whether the newer tree only appended to the older one (RFC 9162, 2.1.4.2).

    False, never an error, for a proof of any other shape. Every tree continues the empty one.
    """
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    # A power of two is a whole subtree of the newer tree: the proof leaves out the root its reader holds.
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    return bool(path) and _walk(path, old_size - 1, new_size - 1) == (old_root, new_root)


def _walk(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes] | None:
    """The older and newer root that a consistency path leads to; None when it is too long or too short."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            position, last = _skip_lone_levels(position, last)
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def _subproof(leaf_hashes: Sequence[bytes], old_size: int, is_known: bool) -> list[bytes]:
    """SUBPROOF(m, D, b); `is_known` (b) while the subtree is the older tree, whose root the reader holds."""
    size = len(leaf_hashes)
    if old_size == size:
        return [] if is_known else [root_of(leaf_hashes)]
    split = _split(size)
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if old_size <= split:
        return [*_subproof(left, old_size, is_known), root_of(right)]
    return [*_subproof(right, old_size - split, False), root_of(left)]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _skip_lone_levels(position: int, last: int) -> tuple[int, int]:
    """Climb past the levels on which the last node has no sibling and is carried up as it is."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
