"""Scripts: which letters a text is written in."""

import unicodedata


def script_of(text: str) -> str:
    """The script of its first letter, as Unicode names it (`LATIN`, `ARABIC`, `CJK` …); empty without any letter."""
    return next((unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()), "")
