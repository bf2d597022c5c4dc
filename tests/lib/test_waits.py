from datetime import timedelta

import pytest

from petition.lib import waits

SECONDS = timedelta(seconds=1)


@pytest.mark.parametrize(("seconds", "bucket"), [(0, 0), (14, 0), (15, 1), (59, 2), (60, 3), (10**9, len(waits.ENDS))])
def test_each_time_has_its_bucket(seconds: int, bucket: int) -> None:
    assert waits.bucket_of(SECONDS * seconds) == bucket


def test_the_median_lies_where_half_of_them_are() -> None:
    # 40 within a minute, 20 in the second one: half of all, 30, came within three quarters of the first bucket.
    assert waits.median({2: 40, 3: 20}) == SECONDS * (30 + 30 * 30 / 40)


def test_it_goes_through_a_bucket_in_a_straight_line() -> None:
    assert waits.median({0: 1, 3: 2}) == SECONDS * (60 + 60 * 0.5 / 2)


def test_of_nobody_there_is_none() -> None:
    assert waits.median({}) is None


def test_beyond_the_last_end_only_that_is_known() -> None:
    assert waits.median({len(waits.ENDS): 3}) == SECONDS * waits.ENDS[-1]


@pytest.mark.parametrize("seconds", [3, 40, 100, 1000, 5000, 100_000])
def test_it_is_never_far_from_the_truth(seconds: int) -> None:
    found = waits.median({waits.bucket_of(SECONDS * seconds): 9})
    assert found is not None
    assert 0.4 <= found.total_seconds() / seconds <= 2.6
