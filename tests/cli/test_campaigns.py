"""Commands for those who run campaigns."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.models.team import Team
from petition.services import auditing, petitions

EXAMPLE = Path(__file__).resolve().parents[2] / "petition" / "demo" / "night-shift.md"
TEAM = {
    "--name": "Night Nurses",
    "--legal-name": "Night Nurses e.V.",
    "--postal-address": "1 Ward Street",
    "--privacy-contact": "privacy@example.org",
}


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["petition", *arguments])


def make_team(app: Flask, slug: str, **changed: str) -> Result:
    options = TEAM | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return run(app, "team", slug, *[word for pair in options.items() for word in pair])


@pytest.fixture
def example(app: Flask, tmp_path: Path) -> Path:
    """A petition file, and the team that it names."""
    text = EXAMPLE.read_text(encoding="utf-8")
    team = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("team: "))
    assert make_team(app, team).exit_code == 0
    file = tmp_path / "petition.md"
    file.write_text(text, encoding="utf-8")
    return file


def state_of(app: Flask, slug: str) -> PetitionState:
    with app.app_context():
        found = petitions.by_slug(slug)
        assert found is not None
        return found.state


def test_it_makes_a_team(app: Flask) -> None:
    done = make_team(app, "night-nurses")
    assert (done.exit_code, done.output) == (0, "Made the team night-nurses.\n")
    with app.app_context():
        assert db.session.scalars(select(Team.legal_name)).all() == ["Night Nurses e.V."]


def test_it_says_what_is_wrong_with_a_team(app: Flask) -> None:
    done = make_team(app, "night-nurses", privacy_contact="nobody")
    assert done.exit_code == 1
    assert done.output.startswith("Error: privacy contact: write a mail address")


def test_a_petition_is_made_opened_and_closed(app: Flask, example: Path) -> None:
    made = run(app, "create", str(example))
    assert "Open it with: flask petition open keep-the-night-shift-alive" in made.output
    assert state_of(app, "keep-the-night-shift-alive") is PetitionState.DRAFT
    assert run(app, "open", "keep-the-night-shift-alive").exit_code == 0
    assert state_of(app, "keep-the-night-shift-alive") is PetitionState.OPEN
    assert run(app, "close", "keep-the-night-shift-alive").exit_code == 0
    assert state_of(app, "keep-the-night-shift-alive") is PetitionState.CLOSED


def test_the_teams_log_tells_of_each(app: Flask, example: Path) -> None:
    run(app, "create", str(example))
    for command in ("open", "close"):
        run(app, command, "keep-the-night-shift-alive")
    with app.app_context():
        team = db.session.scalars(select(Team.id)).one()
        kept = db.session.execute(select(Audit.verb, Audit.actor, Audit.team_id).order_by(Audit.id)).all()
    verbs = ("make team", "make petition", "open petition", "close petition")
    assert kept == [(verb, auditing.COMMAND_LINE, team) for verb in verbs]


def test_a_mistake_in_the_file_makes_nothing(app: Flask, example: Path) -> None:
    example.write_text(example.read_text(encoding="utf-8").replace("team: ", "team: no-"), encoding="utf-8")
    done = run(app, "create", str(example))
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    with app.app_context():
        assert not db.session.scalars(select(Petition)).all()


def test_it_cannot_be_opened_twice(app: Flask, petition: str) -> None:
    done = run(app, "open", petition)
    assert done.exit_code == 1
    assert done.output == "Error: The petition's state does not allow this.\n"


def test_it_names_the_petitions_there_are(app: Flask, petition: str) -> None:
    done = run(app, "close", "nothing-here")
    assert done.output == f"Error: There is no petition nothing-here. There are: {petition}\n"


def test_the_demo_is_for_an_empty_site(app: Flask, petition: str) -> None:
    done = run(app, "demo")
    assert done.exit_code == 1
    assert done.output == "Error: This site is not empty; the demo is for a new one.\n"
