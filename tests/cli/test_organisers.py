import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from petition.extensions import db
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser
from petition.models.record import Audit, Export
from petition.models.team import TeamMember, TeamRole
from petition.services import auditing, invitations, organisers
from tests.reading import Mails

ALICE = "alice@example.org"


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["petition", *map(str, words)])


def is_right(app: Flask, password: str) -> bool:
    with app.app_context():
        db.open_for_writing()
        return organisers.check_password(organisers.credentials_of(ALICE), password)


def test_it_makes_an_organiser_and_shows_the_password_once(app: Flask, petition: str) -> None:
    result = run(app, "organiser", ALICE, "--name", "Alice", "--team", "ward-team", "--role", "editor")
    assert result.exit_code == 0, result.output
    assert is_right(app, result.output.split()[-1])
    with app.app_context():
        assert db.session.scalars(sa.select(TeamMember.role)).all() == [TeamRole.EDITOR]
        assert db.session.scalars(sa.select(Audit.verb)).all() == ["make organiser"]


def test_it_takes_the_password_from_a_file(app: Flask, petition: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("seven quiet geese\n", encoding="utf-8")
    result = run(app, "organiser", ALICE, "--name", "Alice", "--team", "ward-team", "--password-file", file)
    assert "geese" not in result.output
    assert is_right(app, "seven quiet geese")


def test_the_first_administrator_needs_no_team(app: Flask) -> None:
    assert run(app, "organiser", ALICE, "--name", "Alice", "--staff").exit_code == 0
    with app.app_context():
        assert db.session.scalars(sa.select(Organiser.is_staff)).all() == [True]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("organiser", ALICE, "--name", "Alice"), "Name a --team"),
        (("organiser", ALICE, "--name", "Alice", "--team", "nobodys"), "There is no team nobodys"),
        (("organiser", "alice", "--name", "Alice", "--staff"), "write a mail address"),
        (("export", "nothing", "--purpose", "officials", "-o", "x"), "There is no petition nothing"),
    ],
)
def test_it_says_what_is_wrong(app: Flask, petition: str, words: tuple[str, ...], expected: str) -> None:
    result = run(app, *words)
    assert result.exit_code != 0
    assert expected in result.output
    with app.app_context():
        assert db.session.scalars(sa.select(Organiser)).all() == []


def test_it_exports(app: Flask, petition: str, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    result = run(app, "export", petition, "--purpose", "officials", "--form", "csv", "-o", file)
    assert result.exit_code == 0, result.output
    assert file.read_bytes() == b"name,country,day,language,comment,reference\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with app.app_context():
        export = db.session.scalars(sa.select(Export)).one()
        assert (export.actor, export.rows) == (auditing.COMMAND_LINE, 0)
        assert str(export.sha256) in result.output


def test_it_invites_by_mail(app: Flask, petition: str, mails: Mails) -> None:
    done = run(app, "invite", ALICE, "--team", "ward-team", "--role", "viewer", "--language", "fr")
    assert done.exit_code == 0, done.output
    mail = mails.newest()
    assert (mail["To"], mail["Content-Language"]) == (ALICE, "fr")
    with app.app_context():
        invitation = db.session.scalars(sa.select(Invitation)).one()
        assert (invitation.role, invitation.invited_by) == (TeamRole.VIEWER, auditing.COMMAND_LINE)


def test_it_invites_no_more_than_may_wait(app: Flask, petition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_WAITING", 0)
    done = run(app, "invite", ALICE, "--team", "ward-team")
    assert done.exit_code != 0
    assert "take some back" in done.output
    with app.app_context():
        assert db.session.scalars(sa.select(Invitation)).all() == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((ALICE, "--team", "nobodys"), "There is no team nobodys"),
        (("alice", "--team", "ward-team"), "write a mail address"),
        ((ALICE, "--team", "ward-team", "--language", "xx"), "The site speaks en, fr, ar"),
    ],
)
def test_it_invites_nobody_wrongly(app: Flask, petition: str, words: tuple[str, ...], expected: str) -> None:
    done = run(app, "invite", *words)
    assert done.exit_code != 0
    assert expected in done.output
    with app.app_context():
        assert db.session.scalars(sa.select(Invitation)).all() == []
