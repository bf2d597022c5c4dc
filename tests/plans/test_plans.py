"""No request and no duty of the worker reads a table that grows with the signatures from end to end.

A new address that the visit does not come to, and a new duty that reads too much, fail here by themselves.
"""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.signature import Signature
from petition.worker.schedule import SCHEDULE
from tests.conftest import Site
from tests.plans.explaining import Plans, explained

# Every address and every duty are visited for the first of them.
pytestmark = pytest.mark.timeout(300)


def found_in(app: Flask, statement: sa.Select[int]) -> list[bool]:
    """For each reading of a table that grows, whether it is a whole one."""
    with explained(app) as plans, app.app_context():
        db.session.scalars(statement).all()
    return [reading.is_whole for reading in plans.readings]


def test_it_comes_to_every_address(site: Site, plans: Plans) -> None:
    endpoints = {rule.endpoint for rule in site.app.url_map.iter_rules()}
    assert {name for name in endpoints if min(plans.answered.get(name, {404})) >= 400} == set()


def test_it_does_every_duty(plans: Plans) -> None:
    # Without an address to tell, there is no sign of life to give; under one key alone there is nothing to seal anew.
    assert {duty.name for duty in SCHEDULE} - plans.asked == {"ping", "seal anew"}


def test_nothing_reads_a_table_whole(plans: Plans) -> None:
    assert [str(reading) for reading in plans.readings if reading.is_whole] == []


@pytest.mark.usefixtures("plans")
def test_it_would_see_a_whole_reading(site: Site) -> None:
    assert found_in(site.app, sa.select(sa.func.count(Signature.country))) == [True]


@pytest.mark.usefixtures("plans")
def test_it_lets_one_row_be_looked_up(site: Site) -> None:
    assert found_in(site.app, sa.select(Signature.id).where(Signature.id == 1)) == [False]
