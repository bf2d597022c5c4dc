import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.cli import demo_organiser
from petition.extensions import db, settings
from petition.models.team import TeamMember, TeamRole
from petition.services import organisers
from tests.making import make_team


@pytest.fixture
def password_file(app: Flask, database: None) -> Path:
    make_team("one-team")
    make_team("another-team")
    demo_organiser.make()
    return settings.data_dir / demo_organiser.FILE


def test_a_newcomer_owns_every_team(password_file: Path) -> None:
    assert db.session.scalars(sa.select(TeamMember.role)).all() == [TeamRole.OWNER, TeamRole.OWNER]
    credentials = organisers.credentials_of(demo_organiser.ADDRESS)
    assert organisers.check_password(credentials, password_file.read_text())
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_it_says_how_to_sign_in_while_the_file_is_there(
    password_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_organiser.say()
    said = capsys.readouterr().out
    assert f"{settings.base_url}/login" in said
    assert f"{demo_organiser.ADDRESS} / {password_file.read_text()}" in said
    password_file.unlink()
    demo_organiser.say()
    assert capsys.readouterr().out == ""
