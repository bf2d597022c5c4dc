"""What differs between two texts."""

from time import process_time

import pytest

from petition.lib.differences import Passage, excerpt, extent, least_extent, passages

TEXT = "The ward has two nurses and one doctor at night."


def test_nothing_changed() -> None:
    assert passages(TEXT, TEXT) == [Passage(TEXT, TEXT)]
    assert extent(TEXT, TEXT) == 0


def test_a_word_is_another_one() -> None:
    found = passages(TEXT, TEXT.replace("two", "three"))
    assert [(one.was, one.now) for one in found if not one.is_kept] == [("two ", "three ")]
    assert "".join(one.was for one in found) == TEXT
    assert "".join(one.now for one in found) == TEXT.replace("two", "three")


def test_words_side_by_side_are_one_passage() -> None:
    found = passages(TEXT, TEXT.replace("two nurses", "three midwives"))
    assert [(one.was, one.now) for one in found if not one.is_kept] == [("two nurses ", "three midwives ")]


def test_words_come_and_go() -> None:
    assert [one.now for one in passages("", "A new ward")] == ["A new ward"]
    assert [one.was for one in passages("A new ward", "")] == ["A new ward"]
    assert passages("", "") == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("teh ward", "the ward", 2),
        ("ward", "wards", 1),
        ("ward at night", "ward", 9),
        ("", "ward", 4),
        ("a b c d", "a x c y", 2),
        ("الجناح مفتوحا", "الجناح مفتوحًا", 1),
    ],
)
def test_letters_that_change_are_counted(before: str, after: str, expected: int) -> None:
    assert extent(before, after) == expected


def test_a_word_with_its_marks_stays_in_one_piece() -> None:
    changed = [one for one in passages("أبقوا الجناح مفتوحًا", "أبقوا الجناح مغلقًا") if not one.is_kept]
    assert [(one.was, one.now) for one in changed] == [("مفتوحًا", "مغلقًا")]


def test_an_excerpt_keeps_some_words_beside_each_change() -> None:
    before = " ".join(f"word{number}" for number in range(60))
    found = excerpt(passages(before, before.replace("word30", "other")), words=2)
    assert "".join(one.now for one in found) == " … word28 word29 other word31 word32 … "


def test_words_that_stand_everywhere_are_told_apart_by_what_stands_around() -> None:
    before = "two nurses for forty people " * 30
    assert extent(before, before.replace("forty", "fifty", 5)) == 10


def test_an_excerpt_of_a_short_text_is_all_of_it() -> None:
    found = passages(TEXT, TEXT.replace("two", "three"))
    assert excerpt(found) == found


def test_a_long_text_of_one_word_takes_no_time() -> None:
    assert extent("ward " * 12_000, "ward " * 11_999) > 0


@pytest.mark.parametrize(
    ("before", "after"),
    [("a b", "ab"), ("ab", "a b"), ("forty beds", "fifty beds"), ("", "x y z"), ("one two three", "three one two")],
)
def test_the_least_is_never_more_than_what_changes(before: str, after: str) -> None:
    assert least_extent(before, after) <= extent(before, after)


def test_of_another_text_the_least_is_much() -> None:
    assert least_extent("word " * 5000, "x" * 25_000) >= 2500


def test_a_word_that_stands_everywhere_in_either_text_takes_no_time() -> None:
    long, short = "ward " * 12_000, "ward, " * 1000 + "ward " * 990
    began = process_time()
    extent(long, short)
    extent(short, long)
    assert process_time() - began < 1
