"""The journal outside the database: complete, never shortened, and good after a power cut."""

from datetime import timedelta
from pathlib import Path

import pytest

from petition.extensions import db
from petition.lib import clock, notes
from petition.models.erasure import ErasureKind
from petition.models.petition import Petition
from petition.services import erasures, journal, published_heads, signing_keys
from tests.conftest import FakeClock
from tests.services.counting import checkpoint_of, confirmed, sequenced
from tests.services.test_epochs import published

LONG_AGO = clock.moment(clock.now().replace(tzinfo=None) - timedelta(days=900), "UTC")


def kept(folder: Path) -> list[tuple[ErasureKind, str]]:
    journal.keep_erasures(folder)
    return list(journal.erasures(folder, since=LONG_AGO))


def head_in(folder: Path) -> str:
    [note] = journal.heads(folder)
    return note


@pytest.fixture
def folder(ward: Petition, tmp_path: Path) -> Path:
    return tmp_path / "journal"


def test_it_keeps_each_erasure_once(folder: Path) -> None:
    erasures.note(ErasureKind.WITHDRAWN, "one")
    first = kept(folder)
    erasures.note(ErasureKind.REMOVED, "two")
    assert (first, kept(folder)) == (
        [(ErasureKind.WITHDRAWN, "one")],
        [(ErasureKind.WITHDRAWN, "one"), (ErasureKind.REMOVED, "two")],
    )
    assert (folder / "erasures.jsonl").stat().st_mode & 0o777 == 0o600


def test_it_keeps_what_the_database_has_lost(folder: Path) -> None:
    erasures.note(ErasureKind.WITHDRAWN, "one")
    kept(folder)
    db.session.rollback()
    assert kept(folder) == [(ErasureKind.WITHDRAWN, "one")]


def test_it_takes_in_what_was_committed_late(folder: Path, time: FakeClock) -> None:
    erasures.note(ErasureKind.WITHDRAWN, "early")
    kept(folder)
    time.move(minutes=-20)
    erasures.note(ErasureKind.WITHDRAWN, "late")
    time.move(minutes=20)
    assert (ErasureKind.WITHDRAWN, "late") in kept(folder)


def test_a_clock_that_ran_ahead_silences_nothing(folder: Path, time: FakeClock) -> None:
    time.move(days=700)
    erasures.note(ErasureKind.WITHDRAWN, "ahead")
    kept(folder)
    time.move(days=-700)
    erasures.note(ErasureKind.WITHDRAWN, "now")
    assert (ErasureKind.WITHDRAWN, "now") in kept(folder)


def test_of_a_long_file_the_end_is_enough(folder: Path, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "END_BYTES", 100)
    names = [f"number {number}" for number in range(40)]
    for name in names:
        time.move(minutes=20)
        erasures.note(ErasureKind.WITHDRAWN, name)
        assert kept(folder)[-1] == (ErasureKind.WITHDRAWN, name)
    # What is older than the end of the file is not asked for again.
    file = folder / "erasures.jsonl"
    file.write_text("".join(file.read_text().splitlines(keepends=True)[20:]))
    assert [name for _kind, name in kept(folder)] == names[20:]


def test_what_is_taken_back_again_is_said_again(folder: Path, time: FakeClock) -> None:
    erasures.note(ErasureKind.WITHHELD, "one")
    journal.keep_erasures(folder)
    backup_at = time.move(hours=3)
    time.move(hours=3)
    erasures.note(ErasureKind.WITHHELD, "one")
    journal.keep_erasures(folder)
    assert list(journal.erasures(folder, since=backup_at)) == [(ErasureKind.WITHHELD, "one")]


def test_half_a_line_is_said_again(folder: Path) -> None:
    erasures.note(ErasureKind.WITHDRAWN, "one")
    kept(folder)
    file = folder / "erasures.jsonl"
    file.write_text(file.read_text()[:-9])
    assert kept(folder) == [(ErasureKind.WITHDRAWN, "one")]


def test_it_tells_only_what_came_after(folder: Path, time: FakeClock) -> None:
    erasures.note(ErasureKind.WITHDRAWN, "before")
    time.move(hours=3)
    erasures.note(ErasureKind.WITHDRAWN, "after")
    journal.keep_erasures(folder)
    assert list(journal.erasures(folder, since=time.now)) == [(ErasureKind.WITHDRAWN, "after")]


def test_it_keeps_the_newest_head(ward: Petition, folder: Path) -> None:
    sizes: dict[str, int] = {}
    for _ in range(2):
        confirmed(ward)
        sequenced(ward)
        journal.keep_heads(folder, sizes)
    assert head_in(folder) == checkpoint_of(ward).note


def test_a_database_from_before_takes_no_head_away(ward: Petition, folder: Path) -> None:
    confirmed(ward)
    sequenced(ward)
    longer = published(ward, 9)
    file = folder / "heads" / f"{ward.public_id}.checkpoint"
    file.parent.mkdir(parents=True)
    file.write_text(longer.note)
    journal.keep_heads(folder, {})
    assert head_in(folder) == longer.note


def test_an_epoch_lets_it_go_on(ward: Petition, folder: Path) -> None:
    test_a_database_from_before_takes_no_head_away(ward, folder)
    head = published_heads.read(head_in(folder), signing_keys.verifiers())
    assert head
    published_heads.link(head)
    db.session.commit()
    journal.keep_heads(folder, {})
    kept_now = notes.Checkpoint.parse(notes.open_note(head_in(folder), signing_keys.verifiers()))
    assert kept_now.size == checkpoint_of(ward).size < 9


@pytest.mark.parametrize("damage", [b"nothing\n\n", b"", b"\xff\xfe"])
def test_a_damaged_head_is_written_anew(ward: Petition, folder: Path, damage: bytes) -> None:
    confirmed(ward)
    sequenced(ward)
    journal.keep_heads(folder, {})
    (folder / "heads" / f"{ward.public_id}.checkpoint").write_bytes(damage)
    assert published_heads.read(head_in(folder), signing_keys.verifiers()) is None
    journal.keep_heads(folder, {})
    assert head_in(folder) == checkpoint_of(ward).note


def test_a_head_that_was_taken_away_is_written_anew(ward: Petition, folder: Path) -> None:
    confirmed(ward)
    sequenced(ward)
    sizes: dict[str, int] = {}
    journal.keep_heads(folder, sizes)
    (folder / "heads" / f"{ward.public_id}.checkpoint").unlink()
    journal.keep_heads(folder, sizes)
    assert head_in(folder) == checkpoint_of(ward).note
