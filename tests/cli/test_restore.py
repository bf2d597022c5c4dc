"""Restoring: the drill, onto the other kind of database; and everything that must not be restored."""

import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from petition.extensions import db, keyring
from petition.lib import table_archive
from petition.models.ledger import EntryKind, LedgerEntry
from petition.models.outbox import Suppression
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.models.team import Team
from petition.services import backup_tables, backups, confirming, journal, restoring, verifying, withdrawing
from petition.services.counting import newest_checkpoint
from petition.worker import ledger
from tests.cli.conftest import MakeSite, run, signing_on
from tests.making import submit
from tests.services.counting import confirmed, sequenced

SLUG = "keep-the-ward-open"
# Where it makes no difference from which kind of database to which.
once = pytest.mark.parametrize("site", ["postgresql"], indirect=True)
# Noted by the commands themselves.
NOTES = {"audit", "backup"}


@pytest.fixture
def backup(app: Flask, ward: str, tmp_path: Path) -> Path:
    """A backup of the ward."""
    path = tmp_path / "site.zip"
    assert run(app, "backup", path).exit_code == 0
    return path


def kept_journal(app: Flask, backup: Path) -> Path:
    """The journal as the site would have it by now; that of other tests is not in it."""
    folder = backup.with_name("journal")
    with app.app_context():
        journal.keep_erasures(folder)
        journal.keep_heads(folder, {})
    return folder


def restored(elsewhere: Flask, backup: Path, app: Flask) -> Result:
    """What the command said, with the journal as it is by now."""
    done = run(elsewhere, "restore", backup, "--journal", kept_journal(app, backup))
    assert done.exit_code == 0, done
    return done


def refusal(elsewhere: Flask, backup: Path, *options: object, typed: str = "") -> str:
    """Why it was not restored; nothing of it is there then."""
    done = run(elsewhere, "restore", backup, *options, typed=typed)
    assert done.exit_code == 1, done
    return done.output


def rows_of(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the tables that are kept."""
    with app.app_context(), db.engine.connect() as connection:
        tables = [table for table in backup_tables.tables() if table.name not in NOTES]
        return {table.name: [tuple(row) for row in backup_tables.rows(connection, table)] for table in tables}


def test_every_row_is_as_it_was(app: Flask, elsewhere: Flask, backup: Path) -> None:
    assert "Every number agrees" in restored(elsewhere, backup, app).output
    assert rows_of(elsewhere) == rows_of(app)
    with elsewhere.app_context():
        assert db.engine.dialect.name != app.extensions["petition.settings"].database_url.partition("+")[0]


@once
def test_links_mailed_before_still_count(app: Flask, elsewhere: Flask, ward: str, tmp_path: Path) -> None:
    with signing_on(app, ward) as found:
        link = f"/en/confirm/{confirming.link_token(submit(found, address='waits@example.org'))}"
    run(app, "backup", tmp_path / "site.zip")
    restored(elsewhere, tmp_path / "site.zip", app)
    client = elsewhere.test_client()
    assert client.get(link).status_code == 200
    with signing_on(elsewhere, ward) as found:
        token = link.rpartition("/")[2]
        waiting = confirming.look_up(token)
        assert isinstance(waiting, Submission)
        confirmed(found)
        sequenced(found)
        assert [*verifying.problems_of(found)] == []


def test_who_withdrew_since_does_not_rise(app: Flask, elsewhere: Flask, backup: Path) -> None:
    with signing_on(app, SLUG) as found:
        gone = db.session.scalars(sa.select(Signature).where(Signature.petition_id == found.id).limit(1)).one()
        withdrawing.withdraw(gone)
        public_id = gone.public_id
    restored(elsewhere, backup, app)
    with signing_on(elsewhere, SLUG):
        there = db.session.scalars(sa.select(Signature).where(Signature.public_id == public_id)).one()
        assert there.state is SignatureState.WITHDRAWN


@once
def test_who_never_wants_a_mail_gets_none(app: Flask, elsewhere: Flask, ward: str, tmp_path: Path) -> None:
    with signing_on(app, ward) as found:
        public_id = submit(found, address="no@example.org").public_id
    run(app, "backup", tmp_path / "site.zip")
    with signing_on(app, ward):
        waiting = db.session.scalars(sa.select(Submission).where(Submission.public_id == public_id)).one()
        confirming.reject(waiting, never_again=True)
    restored(elsewhere, tmp_path / "site.zip", app)
    with elsewhere.app_context():
        assert db.session.scalars(sa.select(Submission)).all() == []
        assert len(db.session.scalars(sa.select(Suppression)).all()) == 1


def test_a_longer_published_ledger_opens_an_epoch(app: Flask, elsewhere: Flask, backup: Path) -> None:
    with signing_on(app, SLUG) as found:
        confirmed(found, 2)
        sequenced(found)
        published = newest_checkpoint(found)
        assert published
        said = f"epoch 4 {published.size} {b64encode(bytes.fromhex(published.root)).decode()}"
    assert "Opened 1 epoch" in restored(elsewhere, backup, app).output
    with signing_on(elsewhere, SLUG) as found:
        confirmed(found)
        entries = sequenced(found)
        newest = newest_checkpoint(found)
        assert newest
        assert said in newest.note.split("\n")
        assert [entry.kind for entry in entries][3:] == [EntryKind.CONFIRMED, EntryKind.EPOCH, EntryKind.CONFIRMED]
        assert (newest.online, [*verifying.problems_of(found)]) == (4, [])


@once
def test_a_head_that_somebody_kept_opens_one_too(app: Flask, elsewhere: Flask, backup: Path, tmp_path: Path) -> None:
    with signing_on(app, SLUG) as found:
        confirmed(found)
        sequenced(found)
        newest = newest_checkpoint(found)
        assert newest
        (tmp_path / "kept").write_text(newest.note)
    done = run(elsewhere, "restore", backup, "--nothing-newer", "--head", tmp_path / "kept")
    assert "Opened 1 epoch" in done.output, done


@once
def test_a_ledger_that_goes_on_opens_none(app: Flask, elsewhere: Flask, backup: Path) -> None:
    assert "epoch" not in restored(elsewhere, backup, app).output
    with elsewhere.app_context():
        assert EntryKind.EPOCH not in db.session.scalars(sa.select(LedgerEntry.kind)).all()


@once
def test_what_is_not_known_has_to_be_said(elsewhere: Flask, backup: Path) -> None:
    assert "There is no journal" in refusal(elsewhere, backup)
    assert run(elsewhere, "restore", backup, "--nothing-newer").exit_code == 0


@once
def test_a_head_that_is_not_known_has_to_be_said(app: Flask, elsewhere: Flask, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "erasures.jsonl").touch()
    assert "published last is not known" in refusal(elsewhere, backup, "--journal", tmp_path)


@once
def test_a_head_that_is_not_ours_is_refused(app: Flask, elsewhere: Flask, backup: Path, tmp_path: Path) -> None:
    [head] = (kept_journal(app, backup) / "heads").iterdir()
    (tmp_path / "false").write_text(head.read_text().replace("\nonline ", "\nonline 9"))
    said = refusal(elsewhere, backup, "--nothing-newer", "--head", tmp_path / "false")
    assert "holds no checkpoint that a key of this backup has signed" in said


@once
def test_twice_is_refused(app: Flask, elsewhere: Flask, backup: Path) -> None:
    restored(elsewhere, backup, app)
    assert "not empty" in refusal(elsewhere, backup, "--nothing-newer")


@once
def test_it_replaces_only_when_asked_twice(app: Flask, elsewhere: Flask, backup: Path) -> None:
    restored(elsewhere, backup, app)
    before = rows_of(elsewhere)
    refusal(elsewhere, backup, "--nothing-newer", "--replace", typed="no\n")
    assert rows_of(elsewhere) == before
    done = run(elsewhere, "restore", backup, "--nothing-newer", "--replace", typed="REPLACE\n")
    assert (done.exit_code, rows_of(elsewhere) == before) == (0, True)


def altered(backup: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same file with some members changed."""
    other = backup.with_name("altered.zip")
    with zipfile.ZipFile(backup) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return other


@once
def test_an_altered_row_is_found(elsewhere: Flask, backup: Path) -> None:
    other = altered(backup, lambda name, words: words.replace(b"counted", b"removed") if "signature" in name else words)
    assert "the table signature is not as it was written" in refusal(elsewhere, other, "--nothing-newer")
    with elsewhere.app_context():
        assert restoring.is_empty()


@once
def test_an_altered_manifest_is_found(elsewhere: Flask, backup: Path) -> None:
    other = altered(backup, lambda name, words: words.replace(b"2026", b"2025") if name == "manifest.json" else words)
    assert "altered its manifest" in refusal(elsewhere, other, "--nothing-newer")


@once
def test_half_a_file_is_found(elsewhere: Flask, backup: Path) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    assert "its end is missing" in refusal(elsewhere, backup, "--nothing-newer")


@once
@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({1: b"x" * 32}, "Key number 1 of the backup is another one in DATA_KEYS"),
        ({2: b"x" * 32}, "is not in DATA_KEYS"),
    ],
)
def test_wrong_keys_are_said(site_elsewhere: MakeSite, backup: Path, keys: dict[int, bytes], words: str) -> None:
    assert words in refusal(site_elsewhere(data_keys=keys), backup, "--nothing-newer")


@once
def test_a_backup_of_a_newer_version_is_refused(elsewhere: Flask, app: Flask, tmp_path: Path) -> None:
    assert "a newer version" in refusal(elsewhere, made_by(app, tmp_path, "9999"), "--nothing-newer")


@once
def test_a_backup_of_an_older_version_is_migrated(elsewhere: Flask, app: Flask, tmp_path: Path) -> None:
    team = {
        **{"id": 7, "public_id": "t" * 22, "slug": "ward-team", "name": "Ward Team", "legal_name": "Ward Team e.V."},
        **{"postal_address": "1 Ward Street", "privacy_contact": "p@example.org", "about": "", "accent": "#9c1f1f"},
        **{"state": "active", "created_at": "2026-01-02T03:04:05+00:00"},
    }
    older = made_by(app, tmp_path, "0006", team=team)
    assert run(elsewhere, "restore", older, "--nothing-newer").exit_code == 0
    with elsewhere.app_context():
        [found] = db.session.scalars(sa.select(Team))
        assert (found.id, found.slug, found.website, found.created_at.hour) == (7, "ward-team", "", 3)


def made_by(app: Flask, folder: Path, migration: str, **tables: dict[str, object]) -> Path:
    """A backup as another version would have written it."""
    path = folder / "other.zip"
    with app.app_context(), path.open("wb") as file, table_archive.Writer(file) as writer:
        for name, row in tables.items():
            writer.add(name, list(row), [list(row.values())])
        writer.add("signing_key", ["name", "public_key"], [])
        manifest = {"format": backups.FORMAT, "version": backups.VERSION, "taken_at": "2026-01-02T03:04:05+00:00"}
        rest = {"migration": migration, "checkpoints": {}, "data_keys": [{"number": 1, "check": keyring.checks[1]}]}
        writer.finish(manifest | rest, lambda digest: keyring.seal(digest, context=backups.SEAL_CONTEXT))
    return path


@once
def test_nobody_works_on_half_a_restore(app: Flask, elsewhere: Flask, backup: Path) -> None:
    with elsewhere.app_context(), restoring.look_through(backup) as found:
        restoring.load(found)
    done = run(elsewhere, "work", "--once")
    assert (done.exit_code, "A restore did not end here" in done.output) == (1, True)
    assert "A restore did not end" in run(elsewhere, "doctor").output


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_new_rows_get_new_numbers(app: Flask, elsewhere: Flask, backup: Path) -> None:
    restored(elsewhere, backup, app)
    with signing_on(elsewhere, SLUG) as found:
        last = db.session.scalar(sa.select(sa.func.max(Signature.id))) or 0
        assert [signature.id for signature in confirmed(found, 2)] == [last + 1, last + 2]


@once
def test_the_worker_goes_on_with_what_waited(app: Flask, elsewhere: Flask, ward: str, tmp_path: Path) -> None:
    with signing_on(app, ward) as found:
        confirmed(found)
    run(app, "backup", tmp_path / "site.zip")
    restored(elsewhere, tmp_path / "site.zip", app)
    with elsewhere.app_context():
        db.open_for_writing()
        ledger.sequence()
    with signing_on(elsewhere, ward) as found:
        newest = newest_checkpoint(found)
        assert newest
        assert newest.online == 4
