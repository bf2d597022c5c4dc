"""Patterns that names are compared with: `*` stands for anything, `?` for one letter, and spelling hardly matters."""

import re
import unicodedata

from petition.lib.text import SPELLING_MARKS, fold

LEAST_LETTERS = 3
LONGEST = 80
TATWEEL = "\u0640"
# Letters that are often written for one another, and that no decomposition makes the same.
ALIKE = str.maketrans(
    {
        **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ە": "ه", "ک": "ك", TATWEEL: ""},
        **{"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'"},
        **dict.fromkeys(SPELLING_MARKS, ""),
    }
)


class TooFewLetters(ValueError):
    """It would match very many people."""


class NamePattern:
    """A pattern for whole names. Raises TooFewLetters for one that has fewer than LEAST_LETTERS.

    >>> NamePattern("*haddad").matches("Rima HADDAD")
    True
    """

    def __init__(self, written: str) -> None:
        folded = folded_name(written)
        if sum(_letters_in(character) for character in folded) < LEAST_LETTERS:
            raise TooFewLetters
        self._parts = [_Part(part) for part in re.split(r"\*+", folded)]

    def matches(self, name: str) -> bool:
        folded = folded_name(name)
        first, last, end = self._parts[0], self._parts[-1], len(folded) - self._parts[-1].length
        if len(self._parts) == 1:
            return len(folded) == first.length and first.is_at(folded, 0)
        position = first.length
        if position > end or not first.is_at(folded, 0) or not last.is_at(folded, end):
            return False
        # Each part takes the first place where it fits: none is better for those behind it. So however it is written,
        # the time is that of the pattern by that of the name.
        for part in self._parts[1:-1]:
            found = part.find(folded, position, end)
            if found is None:
                return False
            position = found + part.length
        return True


class _Part:
    """What stands between two stars."""

    def __init__(self, folded: str) -> None:
        self.length = len(folded)
        expression = "".join("." if character == "?" else re.escape(character) for character in folded)
        self._expression = re.compile(expression, re.DOTALL)

    def is_at(self, name: str, position: int) -> bool:
        return self._expression.match(name, position) is not None

    def find(self, name: str, position: int, end: int) -> int | None:
        found = self._expression.search(name, position, end)
        return found.start() if found else None


def folded_name(name: str) -> str:
    """A name without what spellings of it differ in: case, width, accents, vowel signs, forms of one Arabic letter.

    >>> folded_name("Łukasz  ÉMILE"), folded_name("أحمد") == folded_name("احمد")
    ('lukasz emile', True)
    """
    # First, because taking these apart would leave less than what is written for them.
    parts = unicodedata.normalize("NFKD", fold(name).translate(ALIKE))
    # Accents, points and vowel signs; not the vowels of Indic scripts, which are letters there.
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", plain).translate(ALIKE)


def _letters_in(character: str) -> int:
    """A Chinese character or a Korean syllable says more than one letter of others: many names have two of them."""
    if not character.isalpha():
        return 0
    return 2 if unicodedata.east_asian_width(character) == "W" else 1
