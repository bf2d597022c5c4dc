"""Mails in a folder are whole, private, in order, and not doubled."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from petition.backends.mail import FolderMailer, MailDeferred, NoSuchMail
from petition.lib.mime import as_bytes
from tests.backends.mails import ALICE, BOUNCE, SUBJECT, make_mail, send


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "mail"


@pytest.fixture
def mailer(path: Path) -> FolderMailer:
    return FolderMailer(path)


def test_it_writes_the_whole_mail(mailer: FolderMailer, path: Path) -> None:
    mail = make_mail()
    mail.set_boundary("b")
    mailer.send(mail, sender=BOUNCE, recipient=ALICE)
    (file,) = path.iterdir()
    assert file.suffix == ".eml"
    assert file.read_bytes() == as_bytes(mail)


def test_it_reads_a_mail(mailer: FolderMailer) -> None:
    send(mailer, "سلمى@أطباء.example")
    (name,) = mailer.names(10)
    mail = mailer.read(name)
    assert (mail["Subject"], mail["Return-Path"]) == (SUBJECT, f"<{BOUNCE}>")
    assert mail["To"].addresses[0].addr_spec == "سلمى@أطباء.example"


def test_only_its_owner_may_read(mailer: FolderMailer, path: Path) -> None:
    send(mailer)
    (file,) = path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_mail_sent_again_is_one_file(mailer: FolderMailer, path: Path) -> None:
    send(mailer)
    mailer.send(make_mail(text="Again\n"), sender=BOUNCE, recipient=ALICE)
    (file,) = path.iterdir()
    assert b"Again" in file.read_bytes()


def test_what_a_crash_left_is_neither_listed_nor_kept(mailer: FolderMailer, path: Path) -> None:
    send(mailer)
    (file,) = path.iterdir()
    file.rename(path / f".{file.name}.part")
    assert mailer.names(10) == []
    send(mailer)
    assert list(path.iterdir()) == [file]


def test_the_newest_come_first(mailer: FolderMailer) -> None:
    for number in range(20):
        send(mailer, number=number)
    newest = [mailer.read(name)["Message-ID"] for name in mailer.names(3)]
    assert newest == ["<outbox.19@example.org>", "<outbox.18@example.org>", "<outbox.17@example.org>"]


def test_a_folder_without_mails_lists_none(mailer: FolderMailer) -> None:
    assert mailer.names(10) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../secret.eml", "/etc/passwd", f"{'0' * 32}.eml", f"{'0' * 32}.eml\n", "a\0.eml"]
)
def test_other_names_are_no_mails(mailer: FolderMailer, path: Path, name: str) -> None:
    send(mailer)
    (path.parent / "secret.eml").write_text("secret")
    with pytest.raises(NoSuchMail):
        mailer.read(name)


def test_a_disk_in_trouble_defers(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MailDeferred, match="cannot write into the mail folder"):
        send(FolderMailer(tmp_path / "file" / "mail"))


def test_it_forgets_old_mails_and_halves_of_them_alone(mailer: FolderMailer, path: Path) -> None:
    send(mailer)
    old, half, not_ours = path / f"{'a' * 32}.eml", path / f".{'b' * 32}.eml.part", path / "notes.txt"
    for file in (old, half, not_ours):
        file.touch()
        os.utime(file, (0, 0))
    mailer.forget(datetime(2020, 1, 1, tzinfo=UTC))
    assert (old.exists(), half.exists(), not_ours.exists(), len(mailer.names(10))) == (False, False, True, 1)
