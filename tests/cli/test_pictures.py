"""The pictures of petitions go where the site goes: into a backup and out of it, and to another database."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib import pictures
from petition.models.picture import PetitionPicture
from petition.services import backup_tables
from tests.cli.conftest import run, signing_on
from tests.cli.test_move import url_of
from tests.cli.test_restore import restored
from tests.picturing import ALT, illustrate, photograph

PATH = f"/petitions/keep-the-ward-open/picture/{photograph().sha256}-640.jpg"


@pytest.fixture
def shown(app: Flask, ward: str) -> None:
    with signing_on(app, ward) as found:
        illustrate(found)


def assert_it_is_there(elsewhere: Flask) -> None:
    assert elsewhere.test_client().get(PATH).data == photograph().small.file
    with elsewhere.app_context():
        kept = db.session.scalars(sa.select(PetitionPicture)).one()
        assert (kept.large, kept.alt) == (photograph().large.file, ALT)


@pytest.mark.usefixtures("shown")
def test_a_backup_brings_it_back(app: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    assert run(app, "backup", tmp_path / "site.zip").exit_code == 0
    restored(elsewhere, tmp_path / "site.zip", app)
    assert_it_is_there(elsewhere)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_it_moves_along(app: Flask, elsewhere: Flask) -> None:
    done = run(app, "move", url_of(elsewhere))
    assert done.exit_code == 0, done
    assert_it_is_there(elsewhere)


def test_few_of_them_are_held_in_memory_at_a_time() -> None:
    names = {table.name for table in db.metadata.sorted_tables}
    assert names >= backup_tables.HEAVY
    heavy = [table for table in db.metadata.sorted_tables if table.name in backup_tables.HEAVY]
    for table in heavy:
        assert backup_tables._portion(table) * (pictures.LARGE_BYTES + pictures.SMALL_BYTES) < 10 * 1024 * 1024
