"""Message catalogues: what the product says, and what is wrong with a translation of it."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.source_tree import ROOT

TRANSLATIONS = ROOT / "petition/translations"
PLACEHOLDER = re.compile(r"%\((\w+)\)\w")
TAG = re.compile(r"</?\w+")
WORD = re.compile(r"[^\W\d_]")
LETTERS = {"ar": re.compile(r"[\u0621-\u064a]")}
# Spaces at which a line may end, where the language has some at which none may.
LOOSE = {"fr": re.compile(r" [:;?!»]|« ")}
NUMBERS = range(200)


def path_of(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES/messages.po"


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extracted() -> Catalog:
    """What is to be translated, found as `make translations` finds it: same mapping, same keywords."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    own = re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    keywords = DEFAULT_KEYWORDS | parse_keywords(own)
    catalogue = Catalog()
    for _file, _line, words, _comments, context in extract_from_dir(ROOT, methods, options, keywords):
        catalogue.add(words, context=context)
    return catalogue


def problems_of(translated: Catalog, source: Catalog, language: str) -> Iterator[str]:
    """Every message that is not, or not well, translated, one sentence each; nothing where all is well."""
    for message in source:
        found = translated.get(message.id, message.context) if message.id else None
        if message.id and found is None:
            yield f"{_name(message)}: missing"
        elif found is not None:
            yield from (f"{_name(message)}: {words}" for words in _wrong_with(found, translated, language))
    for message in translated:
        if message.id and source.get(message.id, message.context) is None:
            yield f"{_name(message)}: the product says this no more"


def plural_form(catalogue: Catalog, number: int) -> int:
    """Which of its forms a catalogue uses for a number, by its own header."""
    return int(c2py(catalogue.plural_expr)(number))


def _wrong_with(message: Message, catalogue: Catalog, language: str) -> Iterator[str]:
    forms = list(message.string) if isinstance(message.string, list | tuple) else [message.string]
    if message.fuzzy:
        yield "fuzzy"
    for index, form in enumerate(forms):
        if not form or not form.strip():
            yield f"form {index} is empty"
            continue
        is_one_number = message.pluralizable and index in _forms_of_one_number(catalogue.plural_expr)
        if not _may_hold(form, message, is_one_number=is_one_number):
            yield f"form {index} has other placeholders"
        if sorted(TAG.findall(form)) != sorted(TAG.findall(_longest(message))):
            yield f"form {index} has other markup"
        if _has_words(message) and language in LETTERS and not LETTERS[language].search(form):
            yield f"form {index} is in another script"
        if language in LOOSE and LOOSE[language].search(form):
            yield f"form {index} may end a line where none should end"


def _may_hold(form: str, message: Message, *, is_one_number: bool) -> bool:
    """Whether a form's placeholders are the message's. Where it stands for one number, that may be left out."""
    asked, given = set(PLACEHOLDER.findall(_longest(message))), set(PLACEHOLDER.findall(form))
    return given <= asked and len(asked - given) <= int(is_one_number)


@cache
def _forms_of_one_number(expression: str) -> set[int]:
    """The plural forms that stand for exactly one number, as Arabic's for one and for two do."""
    uses = Counter(map(c2py(expression), NUMBERS))
    return {form for form, numbers in uses.items() if numbers == 1}


def _has_words(message: Message) -> bool:
    return bool(WORD.search(TAG.sub("", PLACEHOLDER.sub("", _longest(message)))))


def _longest(message: Message) -> str:
    """The message itself, or its plural."""
    return message.id if isinstance(message.id, str) else message.id[1]


def _name(message: Message) -> str:
    return repr(message.id if isinstance(message.id, str) else message.id[0])
