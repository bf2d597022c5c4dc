"""Forgetting from the command line: told beforehand in numbers, and done."""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.forgotten import Forgotten
from petition.models.petition import Petition
from petition.models.submission import Submission
from petition.services import forgotten
from tests.conftest import Change, FakeClock
from tests.making import sign_and_confirm, submit


@pytest.fixture
def waiting(change: Change) -> None:
    def come(petition: Petition) -> None:
        submit(petition, address="omar@example.org")
        sign_and_confirm(petition)

    change(come)


def forget(app: Flask, *arguments: str) -> str:
    told = app.test_cli_runner().invoke(args=["petition", "forget", *arguments])
    assert told.exit_code == 0, told.output
    return told.output


def line_about(what: str, told: str) -> list[str]:
    return next(line.removeprefix(what).split() for line in told.splitlines() if line.startswith(what))


def test_a_dry_run_says_what_would_go_and_deletes_nothing(app: Flask, waiting: None, time: FakeClock) -> None:
    told = forget(app, "--dry-run")
    assert line_about("forms", told) == ["0", "1"]
    assert line_about("identities", told) == ["0", "0"]
    assert line_about("identities", forget(app, "--dry-run", "--days", "3000")) == ["0", "1"]
    time.move(days=22)
    assert line_about("forms", forget(app, "--dry-run")) == ["1", "1"]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


def test_what_it_announced_is_what_goes(app: Flask, waiting: None, time: FakeClock) -> None:
    time.move(days=3000)
    announced = forget(app, "--dry-run")
    forget(app)
    with app.app_context():
        noted = {row.what: row.n for row in db.session.scalars(sa.select(Forgotten))}
        assert not forgotten.has_left_traces()
    gone = {what.value: int(line_about(what.value, announced)[0]) for what in forgotten.REPORTED}
    assert {what.value: noted.get(what.value, 0) for what in forgotten.REPORTED} == gone
