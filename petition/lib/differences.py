"""What differs between two texts, passage by passage: in whole words, which readers see and no script tears apart."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word, and the space behind it.
TOKEN = re.compile(r"\S+\s*|\s+")
GAP = " … "
# From so many words on, those that stand everywhere are no clue to what stands where: looking at each takes too long.
LONG = 2000


@dataclass(frozen=True)
class Passage:
    """Some words as they were and as they are: alike where nothing changed, empty where they came or went."""

    was: str
    now: str

    @property
    def is_kept(self) -> bool:
        return self.was == self.now

    @property
    def extent(self) -> int:
        """How many characters it changes: those of its longer version, without what both begin and end with."""
        start = _alike(self.was, self.now)
        end = _alike(self.was[start:][::-1], self.now[start:][::-1])
        return max(len(self.was), len(self.now)) - start - end


def passages(before: str, after: str) -> list[Passage]:
    """All of both texts, in order. Words that changed side by side are one passage, with the space behind them."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    # What both begin and end with is set aside first: a text that repeats itself would be laid on another place of it.
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    between = _changed(old[start : len(old) - end], new[start : len(new) - end])
    first, last = "".join(new[:start]), "".join(new[len(new) - end :])
    found = [Passage(first, first), *between, Passage(last, last)]
    return [passage for passage in found if passage.was or passage.now]


def _changed(old: list[str], new: list[str]) -> list[Passage]:
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > LONG)
    return [Passage("".join(old[i:j]), "".join(new[m:n])) for _tag, i, j, m, n in matcher.get_opcodes()]


def extent(before: str, after: str) -> int:
    """How many characters have to be changed to make one text of the other."""
    return sum(passage.extent for passage in passages(before, after))


def least_extent(before: str, after: str) -> int:
    """No fewer characters than these have to be changed. Told from lengths and counts of words, in no time."""
    old, new = Counter(TOKEN.findall(before)), Counter(TOKEN.findall(after))
    # One character may part one word in two, or make one of two: each tells of two words at most.
    words = max((old - new).total(), (new - old).total())
    return max(abs(len(before) - len(after)), (words + 1) // 2)


def excerpt(found: Sequence[Passage], *, words: int = 12) -> list[Passage]:
    """The same, with so many words left of what is kept beside each change."""
    last = len(found) - 1
    return [
        _shortened(passage, words, follows=place > 0, leads=place < last) if passage.is_kept else passage
        for place, passage in enumerate(found)
    ]


def _shortened(passage: Passage, words: int, *, follows: bool, leads: bool) -> Passage:
    tokens = TOKEN.findall(passage.now)
    if len(tokens) <= words * (follows + leads):
        return passage
    head, tail = tokens[: words * follows], tokens[len(tokens) - words * leads :]
    text = "".join(head).rstrip() + GAP + "".join(tail).lstrip()
    return Passage(text, text)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words or letters they begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))
