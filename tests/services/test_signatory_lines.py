"""A line as it is sealed and as it is printed."""

from dataclasses import replace

import pytest

from petition.lib.crypto import CannotOpen
from petition.services import signatory_lines
from petition.services.signatory_lines import SignatoryLine
from tests.joining import asks, circulates, logo, sent_line, waits


def test_what_was_sent_comes_back_whole(database: None) -> None:
    line = sent_line(persons={"ar": "ريما", "en": "Rima"}, answer="Yes", is_doubtful=True)
    made = asks(circulates())
    signatory_lines.write(made, line)
    assert signatory_lines.of(made) == line
    assert list(made.persons) == ["ar", "en"]


def test_the_first_language_names_it() -> None:
    assert SignatoryLine(organisations={"ar": "ممرضات", "en": "Nurses"}).name == "ممرضات"
    assert SignatoryLine(persons={"en": "Rima"}).name == "Rima"
    assert SignatoryLine().name == ""


def test_a_name_is_taken_from_the_page_and_put_back(database: None) -> None:
    made = waits(circulates(), logo=logo())
    signatory_lines.show(made, is_listed=False)
    assert (made.organisations, made.url, made.logo) == ({}, "", None)
    signatory_lines.show(made, is_listed=True)
    assert (made.organisations, made.url) == ({"en": "Nurses of the Harbour"}, "https://nurses.example.org")


def test_an_erased_one_is_withheld_all_the_same(database: None) -> None:
    made = waits(circulates(), logo=logo(), descriptions={"en": "Association of hospital nurses"})
    made.sealed = None
    signatory_lines.show(made, is_listed=False)
    assert (made.organisations, made.url, made.logo) == ({}, "", None)
    assert made.descriptions == {"en": "Association of hospital nurses"}


def test_the_commitment_follows_the_words_and_hides_them() -> None:
    line = sent_line()
    assert signatory_lines.commitment_to(line) == signatory_lines.commitment_to(replace(line, contact="Other"))
    for change in ({"url": ""}, {"salt": "00" * 32}, {"represents": {"en": "92"}}):
        assert signatory_lines.commitment_to(line) != signatory_lines.commitment_to(replace(line, **change))


def test_an_erased_one_cannot_be_opened(database: None) -> None:
    made = asks(circulates())
    made.sealed = None
    with pytest.raises(CannotOpen):
        signatory_lines.of(made)


def test_forms_that_say_the_same_are_known(database: None) -> None:
    text = circulates()
    first, again, other = asks(text), asks(text), asks(text, "Somebody else")
    assert signatory_lines.say_the_same(first, again)
    assert not signatory_lines.say_the_same(first, other)
    assert not signatory_lines.say_the_same(first, asks(text, is_listed=False))
    again.sealed = None
    assert not signatory_lines.say_the_same(first, again)
