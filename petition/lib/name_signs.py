"""Names that look as if somebody had hammered on a keyboard. A sign, and a weak one: parents have their own ideas.

How usual it is in names that one letter follows another, from 0 to 9, was counted in the given and family names of 82
countries that the library Faker ships: of some 43,000 single words none scores as low as it takes here. It is
said of names in Latin letters alone, and of long ones: of others there is too little to tell by.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from petition.lib.text import fold

BOUND = 3.6
FEWEST_LETTERS = 9
EDGE = "^"
LETTERS = f"{EDGE}abcdefghijklmnopqrstuvwxyz"
# A row for each letter, EDGE being what stands before a word and behind it; in it a figure for each that follows.
FOLLOWERS = {
    "^": "065555555455565452565344133",
    "a": "734443344434657321655442043",
    "b": "473037004643401600620603020",
    "c": "660416027605401602413400025",
    "d": "671046024711322600542622044",
    "e": "743444233424646330765243243",
    "f": "670006513720523500733500010",
    "g": "673126035603424600531712020",
    "h": "771017000613343500423601030",
    "i": "663645242134547421565230133",
    "j": "480326002603123700032601001",
    "k": "771005005613432600544512030",
    "l": "673246331722631610143530041",
    "m": "585416003601141630231501031",
    "n": "762466062633105500245400142",
    "o": "744443343333657430754553033",
    "p": "470207106603401640533500020",
    "q": "752114111511221411121841111",
    "r": "663456051714445610455523032",
    "s": "761406006604433542156424033",
    "t": "670306006712213600545533032",
    "u": "665455253534646230765232334",
    "v": "580107000701300500320300020",
    "w": "580107002702313600331400030",
    "x": "771117116611312421234412112",
    "y": "872345121514545510443531021",
    "z": "774336024614333612122512043",
}
# What Unicode does not take apart into a letter and its marks.
PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ə": "e"}
)
BETWEEN_WORDS = re.compile(r"[\W\d_]+")


def looks_random(name: str) -> bool:
    """Whether its letters follow each other as they do in no name that we know of."""
    words = list(_words(name))
    if not all(word.isascii() for word in words) or sum(map(len, words)) < FEWEST_LETTERS:
        return False
    usual = [_usual(before, after) for word in words for before, after in pairwise(f"{EDGE}{word}{EDGE}")]
    return sum(usual) / len(usual) < BOUND


def _words(name: str) -> Iterator[str]:
    """In small letters, without their marks."""
    # Folded once more: letters of other styles, such as 𝐑 or ™, come apart into capitals.
    apart = unicodedata.normalize("NFKD", fold(name).translate(PLAIN)).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return (word for word in BETWEEN_WORDS.split(bare) if word)


def _usual(before: str, after: str) -> int:
    return int(FOLLOWERS[before][LETTERS.index(after)])
