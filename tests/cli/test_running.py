"""The worker as a command. (What the server promises is shown in tests/faults.)"""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Site
from tests.faults.preparing import prepared_site
from tests.faults.running import ROOT, wait_until
from tests.reading import sign


def test_work_once_does_what_there_is_to_do(app: Flask, site: Site, client: FlaskClient, petition: str) -> None:
    sign(client, petition)
    done = app.test_cli_runner().invoke(args=["petition", "work", "--once"])
    assert (done.exit_code, done.output) == (0, "")
    assert len(list(site.mail_folder.glob("*.eml"))) == 1


def test_work_ends_quietly(tmp_path: Path) -> None:
    made = prepared_site(tmp_path / "data")
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "petition", "work"],
        cwd=ROOT,
        env=made.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with closing(sqlite3.connect(made.folder / "countersign.sqlite3")) as database:
        wait_until(lambda: database.execute("SELECT 1 FROM checkpoint").fetchone() is not None)
    worker.send_signal(signal.SIGTERM)
    assert worker.communicate(timeout=20)[0] == b""
    assert worker.returncode == 0


def test_serve_goes_on_where_a_newer_version_has_migrated(tmp_path: Path) -> None:
    made = prepared_site(tmp_path / "data")
    with closing(sqlite3.connect(made.folder / "countersign.sqlite3")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    try:
        made.start()
        assert made.stop() == 0
    finally:
        made.end()
