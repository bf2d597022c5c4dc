import pytest

from petition.lib.text import (
    ascii_digits,
    clean_line,
    clean_markdown,
    clean_text,
    first_name_and_initial,
    fold,
    initials,
    shortened,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rima   Haddad ", "Rima Haddad"),
        ("Rima\tHaddad", "Rima Haddad"),
        ("Rima\r\nHaddad", "Rima Haddad"),
        ("Rima\u2028Haddad", "Rima Haddad"),
        ("\u202eRima\u202c", "Rima"),
        ("\u2066Rima\u2069\u200f", "Rima"),
        ("Ri\0ma\x07", "Rima"),
        ("Re\u0301mi", "R\u00e9mi"),
        ("ریم\u200cا", "ریم\u200cا"),
        ("O’Brien-Łukasz", "O’Brien-Łukasz"),
        ("陳", "陳"),
        ("👩‍⚕️", "👩‍⚕️"),
        ("\ud800x\ue000", "x"),
        ("\u200b\ufeff", ""),
    ],
)
def test_a_line_is_cleaned_without_being_judged(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_line_breaks() -> None:
    assert clean_text(" one \r\ntwo\u2028three\n\n\n\n\nfour \u202e\n") == "one\ntwo\nthree\n\nfour"


def test_markdown_keeps_the_spaces_that_its_lines_begin_with() -> None:
    typed = "\r\n  one\n  - two  \n\t- three\u202e \n   \n\n\nfour"
    assert clean_markdown(typed) == "one\n  - two\n    - three\n\nfour"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ten letters", "ten letters"),
        ("ten letters and more", "ten letters…"),
        ("tenlettersandmore", "tenlettersa…"),
        ("نصوص طويلة جدًا هنا", "نصوص طويلة…"),
        ("abcdefghij\u0301k\u0301lm", "abcdefghij\u0301…"),
    ],
)
def test_a_text_is_shortened_between_words(text: str, kept: str) -> None:
    assert shortened(text, 12) == kept


@pytest.mark.parametrize(
    ("one", "other"), [("RIMA  haddad", "Rima Haddad"), ("ＲＩＭＡ", "rima"), ("Straße", "STRASSE"), ("ﬁ", "fi")]
)
def test_two_spellings_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("typed", ["12345678", "1234 5678", "١٢٣٤٥٦٧٨", "۱۲۳۴ ۵۶۷۸", "１２３４５６７８", "1234-5678"])
def test_a_code_may_be_typed_in_any_digits(typed: str) -> None:
    assert ascii_digits(typed) == "12345678"


def test_superscripts_and_letters_are_no_digits() -> None:
    assert ascii_digits("²½a1") == "1"


@pytest.mark.parametrize(
    ("name", "short", "letters"),
    [
        ("Rima Haddad", "Rima H.", "R. H."),
        ("Rima", "Rima", "R."),
        ("Ana María del Río", "Ana R.", "A. M. D. R."),
        ("ريما حداد", "ريما ح.", "ر. ح."),
        ("चित्रा शर्मा", "चित्रा श.", "चि. श."),
    ],
)
def test_names_are_shortened_in_any_script(name: str, short: str, letters: str) -> None:
    assert (first_name_and_initial(name), initials(name)) == (short, letters)
