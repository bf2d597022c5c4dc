"""What the session of every request promises."""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.record import SiteSetting

pytestmark = [pytest.mark.servers, pytest.mark.parametrize("site", ["postgresql"], indirect=True)]


def break_the_connection() -> None:
    """The server ends the session's connection, as it does when it is shut down."""
    pid = db.session.scalar(sa.select(sa.func.pg_backend_pid()))
    with db.engine.connect() as another:
        another.execute(sa.select(sa.func.pg_terminate_backend(pid)))


def test_a_connection_that_breaks_after_the_answer_breaks_nothing(app: Flask) -> None:
    with app.app_context():
        break_the_connection()
    with app.app_context():
        assert db.session.scalar(sa.select(1)) == 1
        assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]


def test_a_session_can_read_one_moment(app: Flask) -> None:
    names = sa.select(SiteSetting.name)
    with app.app_context():
        db.read_one_moment()
        before = db.session.scalars(names).all()
        with db.write_engine.begin() as another:
            another.execute(sa.insert(SiteSetting), {"name": "meanwhile", "value": ""})
        assert db.session.scalars(names).all() == before


def test_a_connection_that_was_closed_while_nobody_used_it_is_replaced(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as another:
        with db.engine.connect() as rested:
            pid = rested.scalar(sa.select(sa.func.pg_backend_pid()))
        another.execute(sa.select(sa.func.pg_terminate_backend(pid, 5000)))
        assert db.session.scalar(sa.select(sa.func.pg_backend_pid())) != pid
