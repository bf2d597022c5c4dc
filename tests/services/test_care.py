"""What in the settings of a petition could be more careful with its signers."""

from datetime import timedelta
from typing import Any

import pytest

from petition.lib import clock
from petition.models.kind import PetitionKind
from petition.models.petition import Commenting, CountryQuestion, NameAudience, Petition, Protection, Publishing
from petition.services.care import LONG_AFTER_CLOSING, Careless, careless
from tests.making import draft

pytestmark = pytest.mark.usefixtures("database")
CAREFUL: dict[str, Any] = {
    "protection": Protection.DISCREET,
    "publish": Publishing.BATCHED,
    "default_audience": NameAudience.NOBODY,
    "comments": Commenting.AFTER_REVIEW,
    "country_question": CountryQuestion.OPTIONAL,
}


def discreet(**values: Any) -> Petition:
    return draft(**CAREFUL | values)


def test_nothing_where_all_is_as_careful_as_can_be() -> None:
    assert careless(discreet()) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"publish": Publishing.LIVE}, Careless.NUMBER_AT_ONCE),
        ({"default_audience": NameAudience.ADDRESSEES}, Careless.NAMES_OFFERED),
        ({"comments": Commenting.AT_ONCE}, Careless.COMMENTS_UNREAD),
        ({"country_question": CountryQuestion.REQUIRED}, Careless.COUNTRY_REQUIRED),
    ],
)
def test_each_is_found_alone_and_only_where_signers_are_at_risk(values: dict[str, Any], found: Careless) -> None:
    one = discreet(**values)
    assert careless(one) == [found]
    one.protection = Protection.NORMAL
    assert careless(one) == []


def test_where_nobody_signs_nobody_is_asked() -> None:
    asked = {"default_audience": NameAudience.ADDRESSEES, "country_question": CountryQuestion.REQUIRED}
    assert careless(discreet(kind=PetitionKind.CALL, **asked)) == []


@pytest.mark.parametrize("hour", [1, 23])
def test_names_are_kept_long(hour: int) -> None:
    """Counted in days of the petition's own clocks, also where it is another day by UTC."""
    closes = (clock.now() + timedelta(days=30)).replace(hour=hour, tzinfo=None)
    one = draft(closes_local=closes, retain_until=(closes + timedelta(days=LONG_AFTER_CLOSING)).date())
    assert careless(one) == []
    one.retain_until += timedelta(days=2)
    assert careless(one) == [Careless.KEPT_LONG]
    one.closes_local = None
    assert careless(one) == []
