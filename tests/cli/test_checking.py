"""Commands that check the site: what they print, and how they exit."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from petition.extensions import db
from petition.models.ledger import LedgerTile
from petition.models.petition import Petition
from tests.making import make_petition
from tests.services.counting import confirmed, sequenced


@pytest.fixture
def counted(petition: str, database: None, load: Callable[[str], Petition]) -> str:
    found = load(petition)
    confirmed(found, 2)
    sequenced(found)
    # A command is the first to use its session.
    db.session.rollback()
    return petition


def spoil(slug: str, load: Callable[[str], Petition]) -> None:
    db.session.execute(update(LedgerTile).where(LedgerTile.petition_id == load(slug).id).values(hashes=b"\0"))
    db.session.commit()


def test_verify_count_says_that_all_agrees(app: Flask, counted: str) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "verify-count"])
    assert (done.exit_code, done.output) == (0, f"{counted}: all agrees\n")


def test_verify_count_fails_with_a_sentence(app: Flask, counted: str, load: Callable[[str], Petition]) -> None:
    spoil(counted, load)
    done = app.test_cli_runner().invoke(args=["petition", "verify-count"])
    assert done.exit_code == 1
    assert done.output == f"{counted}: does not agree\n  tile/0/000.p/3 holds other hashes than the entries give\n"


def test_verify_count_looks_at_those_named(app: Flask, counted: str, load: Callable[[str], Petition]) -> None:
    spoil(counted, load)
    make_petition("another")
    done = app.test_cli_runner().invoke(args=["petition", "verify-count", "another"])
    assert (done.exit_code, done.output) == (0, "another: all agrees\n")


def test_verify_count_knows_when_there_is_no_such_petition(app: Flask, counted: str) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "verify-count", "anotehr"])
    assert done.exit_code == 1
    assert "There is no petition anotehr" in done.output


def test_doctor_shows_no_secret(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "doctor"])
    assert done.exit_code == 0
    assert "All is well." in done.output
    assert "SECRET_KEY         (set)" in done.output
    assert "a-secret-for-tests" not in done.output


def test_bounce_takes_what_is_no_report(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "bounce"], input=b"Subject: hello\r\n\r\nhello\r\n")
    assert (done.exit_code, done.output) == (0, "0 mail(s) marked as bounced.\n")
