"""Commands for the time before a petition opens."""

import re
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from petition.extensions import db
from petition.models.petition import Petition, PetitionState
from petition.services import circulating, petitions
from petition.worker import Worker
from tests.campaigns import letter
from tests.conftest import FakeClock
from tests.making import at

SLUG = "a-letter"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["petition", *arguments])


def make(app: Flask, **values: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        letter(SLUG, **values)
        db.session.commit()


def now(app: Flask) -> Petition:
    with app.app_context():
        found = petitions.by_slug(SLUG)
        assert found
        return found


def tokens_in(result: Result) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000/(?:en|ar)/circulating/(\S+)", result.output)


def test_it_prints_the_private_link_in_each_language(app: Flask) -> None:
    make(app)
    result = run(app, "circulate", SLUG)
    assert (result.exit_code, now(app).state) == (0, PetitionState.CIRCULATING)
    assert "/en/circulating/" in result.output
    assert "/ar/circulating/" in result.output
    with app.app_context():
        assert {circulating.look_up(token).id for token in tokens_in(result)} == {now(app).id}


def test_it_circulates_once(app: Flask) -> None:
    make(app)
    run(app, "circulate", SLUG)
    result = run(app, "circulate", SLUG)
    assert (result.exit_code, result.output) == (1, "Error: The petition's state does not allow this.\n")


def test_a_new_link_is_another_one(app: Flask) -> None:
    make(app)
    old, new = run(app, "circulate", SLUG), run(app, "renew-link", SLUG)
    assert new.exit_code == 0
    assert set(tokens_in(old)).isdisjoint(tokens_in(new))
    assert len(tokens_in(new)) == 2


def test_it_opens_by_itself_at_the_time_of_its_file(app: Flask, time: FakeClock) -> None:
    make(app, zone="UTC", opens_local=(time.now.replace(tzinfo=None, year=2027, month=1, day=1, hour=6, minute=0)))
    result = run(app, "schedule", SLUG)
    assert result.output == "a-letter opens by itself on 2027-01-01 06:00 (UTC).\n"
    time.now = time.now.replace(year=2027, month=1, day=1, hour=6, minute=1)
    Worker(app).run_all()
    assert now(app).state is PetitionState.OPEN


def test_another_time_is_given_on_the_clocks_of_its_zone(app: Flask) -> None:
    make(app)
    result = run(app, "schedule", SLUG, "--at", "2026-12-12 06:00")
    assert result.output == "a-letter opens by itself on 2026-12-12 06:00 (Asia/Damascus).\n"
    assert (now(app).opens_itself, now(app).opens_local) == (True, at(2026, 12, 12, 6))


def test_it_is_cancelled(app: Flask) -> None:
    make(app)
    run(app, "schedule", SLUG, "--at", "2026-12-12 06:00")
    assert run(app, "schedule", SLUG, "--cancel").output == "a-letter waits until somebody opens it.\n"
    assert now(app).opens_itself is False


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--at", "tomorrow"), 2), (("--at", "2026-12-12 06:00", "--cancel"), 2), ((), 1)],
)
def test_what_cannot_be_scheduled(app: Flask, words: tuple[str, ...], code: int) -> None:
    make(app)
    result = run(app, "schedule", SLUG, *words)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert now(app).opens_itself is False


def test_it_says_that_there_is_no_time_to_open_at(app: Flask) -> None:
    make(app)
    assert run(app, "schedule", SLUG).output == "Error: It has no time to open at: give one.\n"


@pytest.mark.parametrize("command", [("open",), ("schedule", "--at", "2090-12-12 05:59")])
def test_under_embargo_it_says_until_when(app: Flask, command: tuple[str, ...]) -> None:
    make(app, embargo_local=at(2090, 12, 12, 6))
    name, *options = command
    result = run(app, name, SLUG, *options)
    assert (result.exit_code, now(app).state) == (1, PetitionState.DRAFT)
    assert result.output == "Error: It is under embargo until 2090-12-12 06:00 (Asia/Damascus).\n"


@pytest.mark.parametrize("command", ["circulate", "schedule"])
def test_what_is_open_stays_open(app: Flask, command: str) -> None:
    make(app, opened=True)
    assert run(app, command, SLUG).output == "Error: The petition's state does not allow this.\n"


@pytest.mark.parametrize("command", ["circulate", "renew-link", "schedule"])
def test_it_names_the_petitions_there_are(app: Flask, command: str) -> None:
    make(app)
    assert run(app, command, "nothing").output == "Error: There is no petition nothing. There are: a-letter\n"
