"""Restoring a backup whose names were to be erased meanwhile: they are, and the numbers agree all the same."""

from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import forgetting, journal
from tests.cli.conftest import run, signing_on
from tests.conftest import FakeClock


def day_is_over(petition: Petition) -> datetime:
    return datetime.combine(petition.retain_until + timedelta(days=1), day_time(0, 0), UTC)


def restores(app: Flask, elsewhere: Flask, backup: Path) -> bool:
    """Whether nobody is named there, and all numbers agree."""
    folder = backup.with_name("journal")
    with app.app_context():
        journal.keep_erasures(folder)
        journal.keep_heads(folder, {})
    done = run(elsewhere, "restore", backup, "--journal", folder)
    with elsewhere.app_context():
        is_nobody_named = set(db.session.scalars(sa.select(Signature.identity))) == {None}
    return is_nobody_named and "Every number agrees" in done.output


def test_who_was_forgotten_before_the_backup(
    app: Flask, elsewhere: Flask, ward: str, tmp_path: Path, time: FakeClock
) -> None:
    with signing_on(app, ward) as found:
        time.now = day_is_over(found)
        forgetting.forget()
    assert run(app, "verify-count").exit_code == 0
    assert run(app, "backup", tmp_path / "site.zip").exit_code == 0
    assert restores(app, elsewhere, tmp_path / "site.zip")


def test_who_is_to_be_forgotten_since_the_backup(
    app: Flask, elsewhere: Flask, ward: str, tmp_path: Path, time: FakeClock
) -> None:
    assert run(app, "backup", tmp_path / "site.zip").exit_code == 0
    with signing_on(app, ward) as found:
        time.now = day_is_over(found)
    assert restores(app, elsewhere, tmp_path / "site.zip")
    assert run(elsewhere, "verify-count").exit_code == 0
