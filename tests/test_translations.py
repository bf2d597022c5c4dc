"""Every catalogue says everything the product says, in every plural form, with the same placeholders."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import config
from tests import catalogues

SOURCE = "en"
TRANSLATED = [language for language in config.SHIPPED_LANGUAGES if language != SOURCE]
# Which plural form a number takes. `pybabel init` swaps the last two of Arabic, so the header is worth a test.
COUNTING = {
    "fr": {0: 0, 1: 0, 2: 1, 11: 1, 100: 1},
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 11: 4, 100: 5, 103: 3},
}


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    chosen = str(request.param)
    assert catalogues.path_of(chosen).exists(), f"there is no catalogue in {chosen}"
    return chosen


def test_it_is_complete(language: str) -> None:
    translated = catalogues.read(catalogues.path_of(language), language)
    assert list(catalogues.problems_of(translated, catalogues.extracted(), language)) == []


def test_it_counts_by_the_gettext_convention(language: str) -> None:
    translated = catalogues.read(catalogues.path_of(language), language)
    expected = COUNTING[language]
    assert {number: catalogues.plural_form(translated, number) for number in expected} == expected
    assert translated.num_plurals == len({*expected.values()})


def test_the_source_language_has_no_catalogue() -> None:
    assert not catalogues.path_of(SOURCE).exists()


def test_what_the_product_says_is_found() -> None:
    found = catalogues.extracted()
    # In a view, in a page, in a mail's subject.
    for words in ("Choose your country", "There is a problem", "Confirm your signature: %(code)s"):
        assert words in found


def problems(words: str, *, language: str = "fr", id: str | tuple[str, str] = "Hello %(name)s") -> list[str]:
    """What is found wrong with a translation of one message."""
    source = Catalog()
    source.add(id)
    translated = read_po(BytesIO(words.encode()), locale=language, abort_invalid=True)
    return [found.partition(": ")[2] for found in catalogues.problems_of(translated, source, language)]


PEOPLE = ("%(num)s person", "%(num)s people")
GOOD_ARABIC = ["لا أحد", "شخص واحد", "شخصان", "%(num)s أشخاص", "%(num)s شخصًا", "%(num)s شخص"]


def plural(*forms: str) -> str:
    lines = [f'msgstr[{place}] "{form}"' for place, form in enumerate(forms)]
    return "\n".join([f'msgid "{PEOPLE[0]}"', f'msgid_plural "{PEOPLE[1]}"', *lines])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"', []),
        ("", ["missing"]),
        ('msgid "Hello %(name)s"\nmsgstr ""', ["form 0 is empty"]),
        ('#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"', ["fuzzy"]),
        ('msgid "Hello %(name)s"\nmsgstr "Bonjour"', ["form 0 has other placeholders"]),
        ('msgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"', ["form 0 has other placeholders"]),
        ('msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s\u202f!"', []),
        ('msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s !"', ["form 0 may end a line where none should end"]),
        ('msgid "Hello %(name)s"\nmsgstr "<b>Bonjour</b> %(name)s"', ["form 0 has other markup"]),
    ],
)
def test_a_bad_translation_is_found(words: str, expected: list[str]) -> None:
    assert problems(words) == expected


def test_a_message_that_is_said_no_more_is_found() -> None:
    words = 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n\nmsgid "Old"\nmsgstr "Vieux"'
    assert problems(words) == ["the product says this no more"]


def test_arabic_must_be_in_arabic_letters() -> None:
    assert problems('msgid "Hello %(name)s"\nmsgstr "Hi %(name)s"', language="ar") == ["form 0 is in another script"]


def test_a_form_for_one_number_may_leave_it_out() -> None:
    assert problems(plural(*GOOD_ARABIC), language="ar", id=PEOPLE) == []


def test_a_form_for_many_numbers_may_not() -> None:
    # French uses its first form for none and for one.
    assert problems(plural("Une personne", "%(num)s personnes"), id=PEOPLE) == ["form 0 has other placeholders"]


@pytest.mark.parametrize("forms", [[*GOOD_ARABIC[:5], ""], GOOD_ARABIC[:5]])
def test_an_empty_or_missing_form_is_found(forms: list[str]) -> None:
    assert problems(plural(*forms), language="ar", id=PEOPLE) == ["form 5 is empty"]
