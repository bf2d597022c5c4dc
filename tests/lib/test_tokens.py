import random
import string
from datetime import UTC, datetime

import pytest

from petition.lib import clock
from petition.lib.tokens import InvalidToken, Tokens

MINE = Tokens("a secret of this installation")
THEIRS = Tokens("the secret of another one")


def test_a_token_gives_back_what_it_holds_and_when() -> None:
    then = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    with clock.pretending(then):
        token = MINE.make("confirm", ["id", 0])
    assert MINE.read("confirm", token) == (["id", 0], then)


def test_undated_tokens_of_one_payload_are_one() -> None:
    assert MINE.make_undated("form", [1]) == MINE.make_undated("form", [1])
    assert MINE.read_undated("form", MINE.make_undated("form", [1])) == [1]


def test_how_long_a_token_is_says_nothing_of_what_it_holds() -> None:
    payloads = ["0" * 60, *("".join(random.choices(string.ascii_letters, k=60)) for _ in range(20))]
    for make in (MINE.make, MINE.make_undated):
        assert len({len(make("form", payload)) for payload in payloads}) == 1


def test_a_token_of_one_purpose_is_nothing_to_another() -> None:
    with pytest.raises(InvalidToken):
        MINE.read("confirm", MINE.make("signature", ["id", 0]))
    with pytest.raises(InvalidToken):
        MINE.read_undated("confirm", MINE.make_undated("form", ["id", 0]))


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_changed_token_is_refused(position: int) -> None:
    letters = list(MINE.make("confirm", ["id", 0]))
    letters[position] = "A" if letters[position] != "A" else "Q"
    with pytest.raises(InvalidToken):
        MINE.read("confirm", "".join(letters))


# The last one holds the moment it was made at, and processes that share the tests must agree on their names.
@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b.c", "é", "\ud800", "x" * 10_000, pytest.param(THEIRS.make("confirm", [1]), id="theirs")],
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        MINE.read("confirm", token)
    with pytest.raises(InvalidToken):
        MINE.read_undated("confirm", token)


def test_codes_are_stable_and_nobody_elses() -> None:
    assert MINE.code("a", 8) == MINE.code("a", 8)
    assert len({MINE.code("a", 8), MINE.code("b", 8), THEIRS.code("a", 8)}) == 3
    assert all(len(MINE.code(str(n), 8)) == 8 and MINE.code(str(n), 8).isdecimal() for n in range(200))


def test_sealed_values_open_for_us_and_their_purpose_alone() -> None:
    sealed = MINE.seal("waiting", b"id")
    assert MINE.unseal("waiting", sealed) == b"id"
    assert len(sealed) == len(b"id") + 30
    for tokens, purpose, value in [(THEIRS, "waiting", sealed), (MINE, "other", sealed), (MINE, "waiting", b"\0\1")]:
        with pytest.raises(InvalidToken):
            tokens.unseal(purpose, value)
