"""Numbers that many threads add to and one takes away now and then."""

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Mapping


class Gathered:
    """How often each of a few things happened since somebody last looked; of more than `most` it hears nothing.

    From one network it hears no more than `from_one`, and nothing once there are `networks` of them. A network is known
    by a hash whose key is in this process alone, until `forget_networks`.
    """

    def __init__(self, *, most: int = 10_000, from_one: int = 50, networks: int = 10_000) -> None:
        self._most = most
        self._from_one = from_one
        self._most_networks = networks
        self._numbers: Counter[int] = Counter()
        self._networks: Counter[bytes] = Counter()
        self._key = secrets.token_bytes(16)
        self._changing = threading.Lock()

    def add(self, thing: int, *, network: str) -> None:
        known = hashlib.blake2b(network.encode(), key=self._key, digest_size=8).digest()
        with self._changing:
            if self._hears(known) and (thing in self._numbers or len(self._numbers) < self._most):
                self._networks[known] += 1
                self._numbers[thing] += 1

    def take(self) -> Mapping[int, int]:
        """All there is; nothing is left."""
        with self._changing:
            taken, self._numbers = self._numbers, Counter()
        return taken

    def forget_networks(self) -> None:
        with self._changing:
            self._networks = Counter()
            self._key = secrets.token_bytes(16)

    def _hears(self, network: bytes) -> bool:
        if network in self._networks:
            return self._networks[network] < self._from_one
        return len(self._networks) < self._most_networks
