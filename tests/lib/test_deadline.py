"""Asking what may never answer."""

import threading

import pytest

from petition.lib.deadline import Asking


def test_it_gives_the_answer() -> None:
    assert Asking[int]().ask(lambda: 7, seconds=5) == 7


def test_it_gives_the_failure() -> None:
    with pytest.raises(ZeroDivisionError):
        Asking[float]().ask(lambda: 1 / 0, seconds=5)


def test_it_waits_no_longer_than_it_may() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        Asking[bool]().ask(lambda: never.wait(5), seconds=0.05)
    never.set()


def test_who_asks_meanwhile_costs_no_thread_more() -> None:
    asking, never, asked = Asking[bool](), threading.Event(), []
    for _ in range(3):
        with pytest.raises(TimeoutError):
            asking.ask(lambda: asked.append(1) or never.wait(5), seconds=0.05)  # type: ignore[func-returns-value]
    never.set()
    assert asked == [1]


def test_after_an_answer_it_asks_anew() -> None:
    asking = Asking[int]()
    assert [asking.ask(lambda number=number: number, seconds=5) for number in (1, 2)] == [1, 2]  # type: ignore[misc]
