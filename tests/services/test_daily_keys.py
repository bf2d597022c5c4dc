"""The key of a day: one for all processes, sealed, and nobody’s any more once it was destroyed."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.origin import DailyKey
from petition.services import daily_keys, doubting
from tests.guarantees import at_once

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


def test_of_two_first_processes_one_makes_it(app: Flask) -> None:
    def first(_number: int) -> bytes | None:
        with app.app_context():
            db.open_for_writing()
            made = daily_keys.of_today(TODAY, {})
            db.session.commit()
            return made

    keys = at_once(4, first)
    assert (len({*keys}), len(keys[0] or b"")) == (1, 32)


@pytest.mark.usefixtures("database")
def test_each_day_has_its_own_and_no_other_opens_it() -> None:
    one, other = (daily_keys.of_today(day, {}) for day in (TODAY, TOMORROW))
    kept = doubting.read().daily_keys
    assert one != other
    assert (daily_keys.of(TODAY, kept), daily_keys.of_today(TOMORROW, kept)) == (one, other)
    assert daily_keys.of(TODAY, {TODAY: kept[TOMORROW]}) is None
    db.session.execute(sa.delete(DailyKey))
    assert daily_keys.of(TODAY, doubting.read().daily_keys) is None
