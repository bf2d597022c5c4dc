"""What people type: cleaned without being judged, and shortened in any script."""

import re
import unicodedata

# Marks, embeddings, overrides and isolates: they can turn the text around them, and names need none.
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Zero-width (non-)joiners are spelling in Persian and Indic names; every other format character goes.
SPELLING_MARKS = set("\u200c\u200d")
LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")


def clean_line(text: str) -> str:
    """One line: NFC, control and bidi characters gone, runs of space folded, ends trimmed."""
    return " ".join(_without_controls(LINE_ENDS.sub(" ", text).replace("\t", " ")).split())


def clean_text(text: str) -> str:
    """Several lines: as `clean_line`, but line breaks are kept, at most two in a row."""
    lines = (clean_line(line) for line in LINE_ENDS.split(text))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_markdown(text: str) -> str:
    """As `clean_text`, but the spaces that a line begins with are kept: by them a list stands inside a list."""
    lines = (_indent(line) + clean_line(line) for line in LINE_ENDS.split(text))
    return re.sub("\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def shortened(text: str, longest: int) -> str:
    """The text where it is so short, else its beginning and `…`: cut between words where that is not too far back."""
    if len(text) <= longest:
        return text
    end = longest - 1
    space = text.rfind(" ", longest // 2, end + 1)
    if space > 0:
        end = space
    while end > 0 and unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return f"{text[:end].rstrip()}…"


def fold(text: str) -> str:
    """The form under which two spellings of a name or address are the same: NFKC, casefolded, spaces folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def ascii_digits(text: str) -> str:
    """The digits of a typed code as 0-9, whatever their script; all else dropped."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


def first_name_and_initial(name: str) -> str:
    """`Rima Haddad` → `Rima H.`; a single name stays as it is."""
    words = name.split()
    return name if len(words) < 2 else f"{words[0]} {_first_letter(words[-1])}."


def initials(name: str) -> str:
    """`Rima Haddad` → `R. H.`"""
    return " ".join(f"{_first_letter(word)}." for word in name.split())


def _indent(line: str) -> str:
    line = line.expandtabs(4)
    return " " * (len(line) - len(line.lstrip(" ")))


def _first_letter(word: str) -> str:
    """The first character with the marks that belong to it."""
    end = 1
    while end < len(word) and unicodedata.category(word[end]).startswith("M"):
        end += 1
    return word[:end].upper()


def _without_controls(text: str) -> str:
    kept = (character for character in unicodedata.normalize("NFC", text) if _is_kept(character))
    return "".join(kept)


def _is_kept(character: str) -> bool:
    if character in BIDI_CONTROLS:
        return False
    return character in SPELLING_MARKS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
