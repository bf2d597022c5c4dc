"""How long something took, kept as a histogram: nobody's own time is in it, and it still has a median."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import timedelta

MINUTE, HOUR = 60, 3600
# Where each bucket ends, in seconds; the last one has no end.
ENDS = (
    *(15, 30, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 32 * HOUR, 64 * HOUR, 128 * HOUR),
)


def bucket_of(took: timedelta) -> int:
    return bisect_right(ENDS, took.total_seconds())


def median(numbers: Mapping[int, int]) -> timedelta | None:
    """About the time within which half of them were done: a straight line through the bucket that holds it.

    `numbers` says how many fell into each bucket. None where nothing did; where half took longer than the last end,
    that end.
    """
    half = sum(numbers.values()) / 2
    before = 0
    for bucket, end in enumerate(ENDS):
        here = numbers.get(bucket, 0)
        if here and before + here >= half:
            begin = ENDS[bucket - 1] if bucket else 0
            return timedelta(seconds=begin + (end - begin) * (half - before) / here)
        before += here
    return timedelta(seconds=ENDS[-1]) if half else None
