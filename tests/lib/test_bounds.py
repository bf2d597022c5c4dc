import pytest

from petition.lib.bounds import Bounds, bounds, bounds_written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20 100 300", Bounds(20, 100, 300)),
        (" 20  20 20 ", Bounds(20, 20, 20)),
        ("1500 none none", Bounds(1500, None, None)),
        ("0 100 none", Bounds(None, 100, None)),
    ],
)
def test_they_are_three_numbers(typed: str, meant: Bounds) -> None:
    assert bounds(typed) == meant
    assert bounds(bounds_written(meant)) == meant


@pytest.mark.parametrize(
    "typed", ["", "20 100", "20 100 300 400", "100 20 300", "20 none 10", "-1 2 3", "٣ 4 5", "1e9 2 3"]
)
def test_what_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="three whole numbers"):
        bounds(typed)


def test_as_many_times_never_is_never() -> None:
    assert Bounds(20, None, 300).times(20) == (400, None, 6000)
