"""Keys that lie apart from the database's host: what whoever takes database and backups can do without them."""

import zipfile
from pathlib import Path

from flask import Flask

from petition.extensions import db
from petition.models.petition import NameAudience, Petition
from tests.conftest import SECRETS, Change
from tests.making import sign_and_confirm


def test_a_database_and_its_backup_alone_name_nobody(app: Flask, change: Change, tmp_path: Path) -> None:
    def sign(ward: Petition) -> None:
        sign_and_confirm(ward, name="Zuleikaq", address="vexwort@example.org", give_name_to=NameAudience.ADDRESSEES)

    change(sign)
    made = app.test_cli_runner().invoke(args=["petition", "backup", str(tmp_path)])
    assert made.exit_code == 0, made.output
    [path] = tmp_path.glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        there = b"".join(archive.read(name) for name in archive.namelist())
    with app.app_context():
        rows = [str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]
    there += "".join(rows).encode()
    key = SECRETS["DATA_KEYS"].partition(":")[2]
    for secret in ("Zuleikaq", "vexwort", key, SECRETS["SECRET_KEY"]):
        assert secret.encode() not in there


def test_each_key_is_told_with_what_it_seals(app: Flask, change: Change) -> None:
    change(sign_and_confirm)
    told = app.test_cli_runner().invoke(args=["petition", "keys"])
    assert told.exit_code == 0
    assert told.output.startswith("Key 1 seals whatever is written now:")
    assert "1 signatures: their names" in told.output
