"""Solutions are good for the form they were made for, for a while, once; whatever else is sent is no solution."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import altcha
import pytest
from flask import Flask

from petition.lib import clock
from petition.services import challenges
from petition.services.challenges import LIFE, MOST_TIMES, Effort, Solved
from tests.conftest import FakeClock
from tests.solving import solution_of

Tamper = Callable[[dict[str, Any]], object]
PETITION, OTHER = "a-petition", "another-petition"
NOTHING_LIKE_IT: tuple[object, ...] = (None, -1, [], {}, "x", float("nan"), {"challenge": {}, "solution": {}})
NO_CHALLENGES: tuple[object, ...] = (1, [1], "x", {"parameters": {"algorithm": {}}})
ODD: tuple[object, ...] = (None, -1, float("inf"), [], {"__proto__": 1}, "\ud800", 10**400)


def solve(petition: str = PETITION, effort: Effort = Effort.NORMAL) -> str:
    return solution_of(challenges.make(petition, effort))


def check(payload: str, petition: str = PETITION, *, sent_with: str = "Rima") -> Solved | None:
    return challenges.solved(payload, petition, sent_with=sent_with)


def written(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def read(payload: str) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(base64.b64decode(payload))
    return opened


@pytest.fixture(autouse=True)
def context(app: Flask) -> Any:
    with app.app_context():
        yield


@pytest.mark.parametrize("effort", Effort)
def test_a_solution_tells_what_was_asked_and_when(effort: Effort) -> None:
    found = check(solve(effort=effort))
    assert found
    assert found.effort is effort
    assert timedelta(0) <= clock.now() - found.issued_at < timedelta(minutes=1)


def test_raised_asks_four_times_as_much() -> None:
    assert challenges.COUNTERS[Effort.RAISED] == 4 * challenges.COUNTERS[Effort.NORMAL]


def test_it_is_good_for_one_form_which_may_be_sent_again() -> None:
    payload = solve()
    assert check(payload, sent_with="Rima")
    assert check(payload, sent_with="Omar") is None
    assert check(payload, sent_with="Rima")


def test_it_is_not_good_for_ever_more_of_the_same() -> None:
    payload = solve()
    found = [bool(check(payload)) for _time in range(MOST_TIMES + 1)]
    assert found == [True] * MOST_TIMES + [False]


def test_written_otherwise_it_is_still_the_same() -> None:
    payload = solve()
    opened = read(payload)
    opened["solution"]["time"] = 7
    opened["solution"]["derivedKey"] = opened["solution"]["derivedKey"].upper()
    assert check(payload, sent_with="Rima")
    for again in (written(opened), payload + "\n", written(dict(reversed(opened.items())))):
        assert check(again, sent_with="Omar") is None


def test_what_is_refused_is_not_spent() -> None:
    payload = solve()
    assert check(payload, OTHER) is None
    assert check(payload)


def test_it_ends_with_its_time(time: FakeClock) -> None:
    soon, late = solve(), solve()
    time.move(seconds=LIFE.total_seconds() - 2)
    assert check(soon)
    time.move(seconds=2)
    assert check(late) is None


def test_that_of_another_form_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(challenges, "PURPOSE", "something else")
        payload = solve()
    assert check(payload) is None


def set_parameter(name: str, value: object) -> Tamper:
    return lambda opened: opened["challenge"]["parameters"].update({name: value})


def set_about(name: str, value: object) -> Tamper:
    return lambda opened: opened["challenge"]["parameters"]["data"].update({name: value})


@pytest.mark.parametrize(
    "tamper",
    [
        set_parameter("cost", 1),
        set_parameter("expiresAt", 9_999_999_999),
        set_parameter("expiresAt", float("nan")),
        set_parameter("keyPrefix", "00"),
        set_parameter("keySignature", None),
        set_parameter("salt", "-1"),
        set_about("petition", OTHER),
        set_about("effort", "raised"),
        lambda opened: opened["challenge"].update(signature=None),
        lambda opened: opened["challenge"].update(signature="0" * 64),
        lambda opened: opened["solution"].update(derivedKey="00" * 32),
        lambda opened: opened["solution"].update(derivedKey=-1),
    ],
)
def test_nothing_in_it_can_be_changed(tamper: Tamper) -> None:
    opened = read(solve())
    tamper(opened)
    assert [check(written(opened), petition) for petition in (PETITION, OTHER)] == [None, None]


def test_one_that_somebody_else_signed_is_none() -> None:
    about = challenges.make(PETITION, Effort.NORMAL)["parameters"]["data"]
    forged = altcha.create_challenge("PBKDF2/SHA-256", 1, counter=0, data=about, hmac_secret="x", hmac_key_secret="x")
    assert check(solution_of(forged.to_dict())) is None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "????",
        "ا" * 100,
        "A" * 100_000,
        base64.b64encode(b"\xff\xfe").decode(),
        base64.b64encode(b"[" * 1400).decode(),
        base64.b64encode(b"9" * 1400).decode(),
        *(written(value) for value in NOTHING_LIKE_IT),
        *(written({"challenge": value, "solution": {"counter": 0, "derivedKey": ""}}) for value in NO_CHALLENGES),
    ],
)
def test_nonsense_is_no_solution(payload: str) -> None:
    assert check(payload) is None


def test_odd_values_are_no_solution() -> None:
    sound = read(solve())
    for name in sound["challenge"]["parameters"]:
        for odd in ODD:
            opened = json.loads(json.dumps(sound))
            opened["challenge"]["parameters"][name] = odd
            assert check(written(opened)) is None
