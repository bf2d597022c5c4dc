"""Numbers and days as readers write them."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from petition.web import formats


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0%"), (0.02, "2%"), (0.0201, "2.1%"), (0.0199, "2%"), (0.024, "2.4%"), (0.5, "50%"), (1.25, "125%")],
)
def test_a_share_is_told_to_a_tenth_and_never_too_small(app: Flask, share: float, told: str) -> None:
    with app.app_context(), force_locale("en"):
        assert formats.percent(share) == told


def test_a_day_is_that_of_the_place(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert formats.day_in(datetime(2026, 12, 2, 22, 30, tzinfo=UTC), "Asia/Damascus") == "3 December 2026"
