"""A Merkle tree that only grows, held as the roots of its full subtrees: at most 64 hashes."""

from petition.lib.merkle import EMPTY_ROOT, node_hash


class Frontier:
    """The roots of the full subtrees that the leaves so far fall into, largest first (RFC 9162, 2.1.1)."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self._roots.append(leaf)
        # Each trailing 1 bit of the old size is a pair of full subtrees of one height to be joined.
        carry = self.size
        while carry & 1:
            right = self._roots.pop()
            self._roots.append(node_hash(self._roots.pop(), right))
            carry >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The tree's root now; `EMPTY_ROOT` for no leaves."""
        if not self._roots:
            return EMPTY_ROOT
        *larger, root = self._roots
        for subtree in reversed(larger):
            root = node_hash(subtree, root)
        return root
