"""What a log may say: everything that looks private is hidden, and the rest stays readable."""

import pytest

from petition.lib.discretion import HIDDEN, discreet, without_private, words_of_others
from petition.lib.tokens import Tokens

TOKENS = Tokens("a-secret-of-more-than-thirty-two-letters")


@pytest.mark.parametrize(
    "private",
    [
        "zenobia@palmyra.example",
        "<زنوبيا@تدمر.example>",
        "zenobia%palmyra@relay",
        # It holds the moment it was made at, and processes that share the tests must agree on their names.
        pytest.param(TOKENS.make("confirm", ["abc", 1]), id="token"),
        TOKENS.make_undated("circulate", 1),
        "/en/confirm/abc?mail=x",
        "'/search?q=Zenobia'",
        "203.0.113.7",
        "2001:db8:1:2::7",
    ],
)
def test_it_hides_what_looks_private(private: str) -> None:
    hidden = discreet(f"It was {private} again.")
    assert private not in hidden
    assert HIDDEN in hidden
    assert hidden.startswith("It was ")


@pytest.mark.parametrize(
    "words",
    [
        "Booting worker with pid: 3312",
        "Listening at: http://127.0.0.1:8000 (33)",
        "Starting gunicorn 27.0.1",
        "duty failed: deliver mail: OperationalError from AdminShutdown",
        "2026-11-22T10:20:25.135737Z",
        "the ledger of petition 7 has lost tile/0/000.p/3; see `flask petition verify-count`",
    ],
)
def test_it_leaves_what_operators_need(words: str) -> None:
    assert discreet(words) == words


def test_some_fields_are_never_logged() -> None:
    assert without_private({"mail": "x", "Name": "x", "token": "x", "path": "x", "status": 200}) == {"status": 200}


def test_what_lies_within_is_looked_through_too() -> None:
    fields = without_private({"a": ["x@y.example", {"name": "Zenobia", "n": 1.5}], "b": ValueError("Zenobia")})
    assert fields == {"a": [HIDDEN, {"n": 1.5}], "b": "ValueError"}


def test_templates_of_others_keep_their_numbers_and_lose_the_rest() -> None:
    words = words_of_others("%s sent %s to %s (%d)", (3, ValueError("Zenobia"), "/confirm/x", 4))
    assert words == f"3 sent ValueError to {HIDDEN} (4)"
    assert words_of_others("%(a)s", {"a": "x@y.example"}) == HIDDEN
    assert words_of_others("%s", 5) == "5"


def test_a_template_that_does_not_fit_is_said_as_it_is() -> None:
    assert words_of_others("%d mails", ("many",)) == "%d mails"


def test_ready_made_words_of_others_end_at_their_colon() -> None:
    assert words_of_others("Invalid request from ip=203.0.113.7: bad header Zenobia", ()) == (
        f"Invalid request from ip={HIDDEN}"
    )
