import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from petition.extensions import db
from petition.models.organiser import Factor, Organiser, OrganiserState
from petition.models.record import Audit
from petition.services import auditing
from tests.accounts import give_app
from tests.people import make_organiser
from tests.reading import Mails

ALICE = "alice@example.org"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["petition", "account", *words])


@pytest.fixture
def alice(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        make_organiser("alice")
        db.session.commit()
    give_app(app)


def state(app: Flask) -> OrganiserState:
    with app.app_context():
        return db.session.scalars(sa.select(Organiser.state)).one()


def test_it_shuts_an_account_and_opens_it_again(app: Flask, alice: None) -> None:
    assert "nor can sign in" in run(app, "suspend", ALICE).output
    assert state(app) is OrganiserState.SUSPENDED
    assert "can sign in again" in run(app, "reinstate", ALICE).output
    assert state(app) is OrganiserState.ACTIVE


def test_it_helps_who_lost_every_second_factor(app: Flask, alice: None, mails: Mails) -> None:
    done = run(app, "reset-factors", ALICE)
    assert done.exit_code == 0, done.output
    assert mails.newest()["To"] == ALICE
    with app.app_context():
        assert db.session.scalars(sa.select(Factor)).all() == []
        assert db.session.scalars(sa.select(Audit.actor)).all()[-1] == auditing.COMMAND_LINE


@pytest.mark.parametrize("address", ["bob@example.org", "bob"])
def test_it_knows_no_others(app: Flask, alice: None, address: str) -> None:
    done = run(app, "suspend", address)
    assert done.exit_code != 0
    assert "There is no account" in done.output
    assert state(app) is OrganiserState.ACTIVE
