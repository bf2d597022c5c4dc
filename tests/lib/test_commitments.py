import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib import commitments, merkle
from petition.lib.commitments import Entry, InvalidEntry

SALT = bytes(range(32))
ERASED = b""
FIELDS = {"name": "سعاد خوري", "country": "LB", "city": "Beirut", "comment": "First line\nsecond line"}
ROOT = commitments.commitment_root(SALT, FIELDS)
ENTRY = Entry("confirmed", 1, "save-the-river", "3", ROOT)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


def opened(*names: str) -> commitments.Opening:
    return commitments.open_fields(SALT, FIELDS, names)


def test_a_root_does_not_depend_on_the_order_of_the_fields() -> None:
    assert commitments.commitment_root(SALT, dict(reversed(FIELDS.items()))) == ROOT


def test_no_fields_have_the_empty_root() -> None:
    assert commitments.commitment_root(SALT, {}) == merkle.EMPTY_ROOT


def test_name_and_value_do_not_run_together() -> None:
    assert commitments.commit_field(SALT, "ab", "c") != commitments.commit_field(SALT, "a", "bc")


def test_equal_values_of_two_signers_do_not_look_alike() -> None:
    assert commitments.commit_field(SALT, "city", "Beirut") != commitments.commit_field(bytes(32), "city", "Beirut")


@given(st.dictionaries(TEXTS, TEXTS, max_size=6), st.data())
def test_any_choice_of_fields_opens(fields: dict[str, str], choice: st.DataObject) -> None:
    names = choice.draw(st.sets(st.sampled_from(sorted(fields)))) if fields else set()
    opening = json.loads(json.dumps(commitments.open_fields(SALT, fields, names)))
    assert commitments.verify_opening(commitments.commitment_root(SALT, fields), opening)
    assert {item["name"]: item["value"] for item in opening if "name" in item} == {name: fields[name] for name in names}


def test_closed_fields_show_neither_name_nor_value() -> None:
    opening = opened("country")
    assert [sorted(item) for item in opening].count(["commitment"]) == 3
    assert not any(word in json.dumps(opening) for word in ("Beirut", "city", "comment"))


@pytest.mark.parametrize(("key", "value"), [("value", "FR"), ("name", "county"), ("salt", "00" * 32)])
def test_a_changed_field_is_refused(key: str, value: str) -> None:
    opening = opened("country")
    next(item for item in opening if "name" in item)[key] = value
    assert not commitments.verify_opening(ROOT, opening)


def test_a_field_left_out_or_added_is_refused() -> None:
    opening = opened("country")
    assert not commitments.verify_opening(ROOT, opening[1:])
    assert not commitments.verify_opening(ROOT, [*opening, {"commitment": "00" * 32}])


def test_a_field_stands_once_and_in_order() -> None:
    twice = [*opened("country"), *opened("country")]
    root = merkle.root_of([merkle.leaf_hash(commitments.commit_field(SALT, "a", v)) for v in "xy"])
    salt = commitments.field_salt(SALT, "a").hex()
    assert not commitments.verify_opening(ROOT, twice)
    assert not commitments.verify_opening(root, [{"name": "a", "value": v, "salt": salt} for v in "xy"])


def test_another_signers_opening_is_refused() -> None:
    other = commitments.commitment_root(bytes(32), FIELDS)
    assert not commitments.verify_opening(other, opened("country"))


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"name": "a"},
        {"commitment": "zz"},
        {"commitment": "00"},
        {"commitment": 7},
        {"name": "a", "value": None, "salt": "00" * 32},
        {"name": "a", "value": "\ud800", "salt": "00" * 32},
        {"name": ["a"], "value": "b", "salt": "00" * 32},
        {"name": 1, "value": "b", "salt": "00" * 32},
        "name",
        None,
    ],
)
def test_a_malformed_opening_is_refused(item: Any) -> None:
    assert not commitments.verify_opening(ROOT, [*opened("country"), item])


@pytest.mark.parametrize("opening", [None, 7, {}, "opening"])
def test_an_opening_that_is_no_list_is_refused(opening: Any) -> None:
    assert not commitments.verify_opening(ROOT, opening)


def test_an_erased_salt_cannot_open() -> None:
    with pytest.raises(ValueError, match="a salt has 32 bytes"):
        commitments.open_fields(ERASED, FIELDS, ["name"])


def test_a_guessed_salt_does_not_open() -> None:
    assert not commitments.verify_opening(ROOT, commitments.open_fields(bytes(32), FIELDS, ["name"]))


def test_only_fields_that_are_there_open() -> None:
    with pytest.raises(KeyError):
        opened("religion")


def test_an_entry_is_six_lines() -> None:
    head = "countersign/ledger-entry/v1\nconfirmed\n1\nsave-the-river\n3\n"
    assert ENTRY.encode().decode() == f"{head}{ROOT.hex()}\n"


@given(PRINTABLE, st.integers(), PRINTABLE, PRINTABLE | st.just(""), st.binary(min_size=32, max_size=32))
def test_an_entry_survives_its_encoding(
    kind: str, weight: int, petition: str, revision: str, commitment: bytes
) -> None:
    entry = Entry(kind, weight, petition, revision, commitment)
    assert Entry.decode(entry.encode()) == entry


@pytest.mark.parametrize("part", ["a\nb", "a\rb", "a\x00b", "é", "a\u2028b"])
@pytest.mark.parametrize("name", ["kind", "petition", "revision"])
def test_a_part_that_is_not_printable_ascii_is_refused(name: str, part: str) -> None:
    with pytest.raises(InvalidEntry):
        replace(ENTRY, **dict[str, Any]({name: part}))


@pytest.mark.parametrize("change", [{"kind": ""}, {"petition": ""}, {"commitment": b"short"}])
def test_a_missing_part_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidEntry):
        replace(ENTRY, **change)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"ledger-entry/v1", b"ledger-entry/v2"),
        (b"\n1\n", b"\n+1\n"),
        (b"\n1\n", b"\n01\n"),
        (b"\n1\n", b"\none\n"),
        (b"\n3\n", b"\n3\n\n"),
        (b"\n3\n", b"\n"),
        (b"\n", b"\r\n"),
        (b"river", b"r\xc3\xadver"),
        (ROOT.hex().encode(), ROOT.hex().upper().encode()),
        (ROOT.hex().encode(), ROOT.hex()[2:].encode()),
    ],
)
def test_another_spelling_of_an_entry_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(InvalidEntry):
        Entry.decode(ENTRY.encode().replace(old, new))
