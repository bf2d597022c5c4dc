"""Passwords: judged, made up, hashed (Argon2id) and checked.

At most two hashes are computed at a time: each takes 19 MiB and 30 ms of a core that signers need too.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LEAST_LENGTH = 12
MOST_LENGTH = 200
LEAST_DIFFERENT = 5
# What guessing programs try first, of those that are long enough.
COMMON_WORDS = """
    123123123123 1234567890123 123456789012 12345678901234 1234567891011 123456123456 987654321098 112233445566
    abcdefghijkl abcdefghijklm abcd12345678 abc123abc123 a1b2c3d4e5f6 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyqwerty qwerty123456 qwerty12345678 azertyuiop12 azertyuiop123
    asdfghjkl123 zaq12wsxcde3 zxcvbnm12345 password1234 password12345 password123456 passwordpassword
    mypassword123 p@ssw0rd1234 passw0rd1234 motdepasse123 motdepasse1234 administrator administrateur admin1234567
    changeme1234 changemeplease letmein12345 letmeinletmein welcome12345 welcome123456 iloveyou1234 iloveyouforever
    jetaimejetaime bonjourbonjour princess1234 football1234 basketball123 monkeymonkey dragondragon sunshine1234
    superman1234 trustno1trustno1 correcthorsebatterystaple opensesame123 countersign1 countersign123 petition1234
"""
COMMON = frozenset(COMMON_WORDS.split())
# What says nothing alone, whatever digits and signs stand around it: a year and an exclamation mark come next.
USUAL_WORDS = """
    password passwort motdepasse qwerty qwertyuiop azerty azertyuiop admin administrator administrateur changeme letmein
    welcome bienvenue bonjour iloveyou jetaime football princess sunshine petition countersign
    كلمةالسر كلمةسر كلمةالمرور كلمةمرور
"""
USUAL = frozenset(USUAL_WORDS.split())
# Without letters and digits that look alike; 23 letters, 20 of them: 90 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
HASHING_AT_ONCE = 2
WAIT_SECONDS = 10

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(HASHING_AT_ONCE)
# The hash of a password that nobody has: an unknown account costs the same work as a known one.
_nobodys = _hasher.hash(secrets.token_urlsafe(32))


class WeakPassword(Exception):
    """Too short, too long, or among the first that would be tried. The message says which."""


def judge(password: str) -> None:
    """Raises WeakPassword."""
    plain = _normal(password)
    if not LEAST_LENGTH <= len(plain) <= MOST_LENGTH:
        raise WeakPassword(f"a password has {LEAST_LENGTH} to {MOST_LENGTH} characters; three random words will do")
    folded = plain.casefold()
    letters = "".join(character for character in folded if character.isalpha())
    if folded in COMMON or letters in USUAL or len(set(folded)) < LEAST_DIFFERENT:
        raise WeakPassword("this password is among the first that would be tried; take another")


def generate() -> str:
    """Four groups of five letters: strong, and easy to copy by hand."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    """The Argon2id hash to keep. Raises TimeoutError when too many wait for their turn."""
    with _turn():
        return _hasher.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one whose hash was kept; with None the work is done all the same.

    Raises TimeoutError when too many wait for their turn.
    """
    with _turn():
        try:
            _hasher.verify(kept or _nobodys, _normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise TimeoutError("too many passwords are being checked")
    try:
        yield
    finally:
        _turns.release()


def _normal(password: str) -> str:
    """Keyboards write one letter in several ways; all of them are the same password."""
    return unicodedata.normalize("NFKC", password)
