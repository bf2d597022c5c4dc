"""What the session of every request promises."""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db

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
