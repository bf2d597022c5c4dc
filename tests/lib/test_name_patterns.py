"""Patterns for names: what they are like, in any script, and in how much time."""

import time

import pytest

from petition.lib.name_patterns import NamePattern, TooFewLetters


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("*haddad", "Rima  HADDAD"),
        ("r?ma h*", "Rima Haddad"),
        ("rima haddad", "Rïma Haddad"),
        ("lukasz*emile*", "Łukasz van Émile"),
        ("*احمد*", "السيّد أَحْمَد"),
        ("فاطمه*", "فاطمة الزهراء"),
        ("ｔｅｓｔ*", "Test 1"),
        ("*김민*", "김민준"),
        ("abc*abc", "abcabc"),
        ("*ab*bc*", "abcabc"),
    ],
)
def test_they_are_alike(pattern: str, name: str) -> None:
    assert NamePattern(pattern).matches(name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("haddad*", "Rima Haddad"), ("rim?", "Rim"), ("abc*abc", "abc"), ("*.haddad", "Rima Haddad"), ("अमित", "अमीत")],
)
def test_they_are_not(pattern: str, name: str) -> None:
    assert not NamePattern(pattern).matches(name)


@pytest.mark.parametrize("pattern", ["", "***", "a*b", "12345*", "?????"])
def test_it_needs_three_letters(pattern: str) -> None:
    with pytest.raises(TooFewLetters):
        NamePattern(pattern)


def test_no_pattern_takes_long() -> None:
    begun = time.process_time()
    assert not NamePattern("*a" * 39 + "b").matches("a" * 300)
    assert time.process_time() - begun < 0.1
