"""Words that know their language: on a page of another language they say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from markupsafe import Markup

from petition.lib import scripts
from petition.web import languages


@dataclass(frozen=True)
class Said:
    """A text and the language it is in. In a template it writes itself, in a `<bdi>` of that language."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        return Markup("<bdi{}>{}</bdi>").format(self.attributes, self.text)

    @property
    def attributes(self) -> Markup:
        """`lang` and `dir` for the element that holds the text; nothing where the page has said it already."""
        if self.language == languages.current_language():
            return Markup()
        return Markup(' lang="{}" dir="{}"').format(self.language, self.direction)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


def said(texts: Mapping[str, str], own: str) -> Said:
    """In the page's language, or else in the petition's `own`, or else in the first one there is."""
    code = next((code for code in (languages.current_language(), own, *texts) if texts.get(code)), own)
    return Said(texts.get(code, ""), code)


def readable(texts: Mapping[str, str]) -> Said | None:
    """A name in the page's language, or else in letters that its readers know, or else as it was first written."""
    here = languages.current_language()
    known = (code for code, text in texts.items() if scripts.script_of(text) == _script_of(here))
    code = here if texts.get(here) else next(known, None)
    return Said(texts[code], code) if code else _first(texts)


def original(texts: Mapping[str, str]) -> Said | None:
    """The name as it was first written, unless that is what the reader sees, or spelled the same."""
    shown, first = readable(texts), _first(texts)
    return first if first and shown and first.text != shown.text else None


def _first(texts: Mapping[str, str]) -> Said | None:
    return next((Said(text, code) for code, text in texts.items() if text), None)


@cache
def _script_of(language: str) -> str:
    """The script of a language: that of its own name for itself."""
    return scripts.script_of(Locale.parse(language).get_display_name(language) or "")
