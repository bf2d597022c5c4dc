"""How the chart of the dashboard is drawn."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.reading import Mails


def test_one_bar_alone_is_no_wall(alice: FlaskClient, sign_as: Callable[..., str], mails: Mails) -> None:
    sign_as()
    mails.all()
    page = alice.get("/en/organise/keep-the-ward-open").get_data(as_text=True)
    drawn = re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', page)
    assert drawn
    assert float(drawn[2]) < 1
    # It stands in the middle of its hour.
    assert 2 * float(drawn[1]) + float(drawn[2]) == pytest.approx(10, abs=0.02)
