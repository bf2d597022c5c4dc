"""From single measurements to figures."""

import subprocess
import sys

import pytest

from bench.crowd import ADDRESSES, network_of
from bench.figures import medians, percentile, tree_of
from bench.storytelling import counted_after
from bench.wrk import Void, rate_in

WRK = """Running 2s test @ http://127.0.0.1:1/
  1 threads and 16 connections
  8538 requests in 2.00s, 1.2MB read
Requests/sec:   4269.27
Transfer/sec:    612.00KB
"""


def test_a_percentile_is_a_measured_value() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert percentile([], 0.99) == 0.0


def test_each_figure_has_its_own_median() -> None:
    assert medians([{"a": 1, "b": 9}, {"a": 3, "b": 7}, {"a": 2, "b": 8}]) == {"a": 2, "b": 8}


def test_small_figures_keep_their_digits() -> None:
    assert medians([{"ratio": 0.6449}], digits=3) == {"ratio": 0.645}


def test_wrk_says_its_rate() -> None:
    assert rate_in(WRK) == 4269.27


@pytest.mark.parametrize(
    "trouble", ["Non-2xx or 3xx responses: 3", "Socket errors: connect 0, read 0, write 0, timeout 1"]
)
def test_whatever_fails_voids_the_figure(trouble: str) -> None:
    with pytest.raises(Void, match=trouble):
        rate_in(f"{WRK}{trouble}\n")


def test_the_nth_to_be_told_is_counted_when_the_number_has_grown_by_n() -> None:
    counts = [(9.0, 0), (10.5, 1), (13.0, 3)]
    assert counted_after([12.0, 10.0, 11.0], counts) == [0.5, 2.0, 1.0]


def test_a_number_that_was_there_before_the_answer_is_no_delay() -> None:
    assert counted_after([10.0], [(9.0, 1)]) == [0.0]


def test_who_is_never_counted_waits_for_ever() -> None:
    assert counted_after([10.0, 11.0], [(12.0, 1)]) == [2.0, float("inf")]


def test_there_are_as_many_addresses_as_promised() -> None:
    assert len({network_of(number) for number in range(3 * ADDRESSES)}) == ADDRESSES


def test_a_tree_holds_the_children_of_children() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        tree = tree_of(parent.pid)
        parent.communicate("\n")
    assert tree[0] == parent.pid
    assert len(tree) == 2
