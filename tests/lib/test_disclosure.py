from hypothesis import given
from hypothesis import strategies as st

from petition.lib.disclosure import LEAST, hidden_cells


def test_large_cells_are_all_shown() -> None:
    assert hidden_cells({"LB": 5, "FR": 100}) == set()


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert hidden_cells({"LB": 3, "FR": 100, "SY": 20}) == {"LB", "SY"}


def test_two_small_cells_hide_each_other() -> None:
    assert hidden_cells({"LB": 3, "IQ": 4, "FR": 100}) == {"LB", "IQ"}


def test_two_cells_of_one_are_not_enough() -> None:
    assert hidden_cells({"LB": 1, "IQ": 1, "FR": 100, "SY": 20}) == {"LB", "IQ", "SY"}


def test_what_was_left_out_comes_back_when_it_is_larger() -> None:
    assert hidden_cells({"FR": 100, "DZ": 9, "MA": 8}, shown={"FR"}) == {"DZ", "MA"}
    assert hidden_cells({"FR": 100, "DZ": 10, "MA": 10}, shown={"FR"}) == set()
    assert hidden_cells({"FR": 100, "DZ": 5}, shown={"FR", "DZ"}) == set()


@given(st.dictionaries(st.text(min_size=2, max_size=2), st.integers(1, 40)))
def test_nothing_small_is_shown_nor_can_be_computed(counts: dict[str, int]) -> None:
    hidden = hidden_cells(counts)
    assert all(number >= LEAST for cell, number in counts.items() if cell not in hidden)
    if hidden and hidden != set(counts):
        assert len(hidden) > 1
        assert sum(counts[cell] for cell in hidden) >= LEAST
