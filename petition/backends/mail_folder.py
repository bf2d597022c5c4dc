"""Mail into a folder: the embedded default, read at /mailbox."""

import contextlib
import hashlib
import heapq
import os
import re
import time
from datetime import datetime
from email.message import EmailMessage
from email.parser import Parser
from pathlib import Path
from typing import cast

from petition.backends.dkim_signer import DkimSigner
from petition.backends.mail_protocol import NO_QUOTA, MailServerTrouble, Quota
from petition.backends.mail_rest import Rest
from petition.lib.mail_policy import POLICY
from petition.lib.mime import as_bytes

NAME = re.compile(r"[0-9a-f]{32}\.eml")


class NoSuchMail(LookupError):
    """The folder holds no mail of this name."""


class FolderMailer:
    """Each mail is one complete `.eml` file, named by its Message-ID and dated by when it was written.

    The name needs no clock, so a mail sent again after a crash replaces its first copy.
    """

    def __init__(self, folder: Path, quota: Quota = NO_QUOTA) -> None:
        self.folder: Path | None = folder
        self.quota = quota
        self.rest = Rest()
        self.signer: DkimSigner | None = None
        self._folder = folder

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Write the mail so that it survives a power cut. Raises MailServerTrouble if the disk is in trouble."""
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32] + ".eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(name, as_bytes(message))
        except OSError as error:
            raise MailServerTrouble(f"cannot write into the mail folder: {error.strerror}") from error

    def check(self) -> None:
        """The folder is there, or can be made, and can be written."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise MailServerTrouble(f"cannot make the mail folder: {error.strerror}") from error
        if not os.access(self._folder, os.W_OK):
            raise MailServerTrouble("cannot write into the mail folder")

    def forget(self, before: datetime) -> None:
        """Delete the files of mails that were written before then, also of those that a crash cut short."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                is_ours = NAME.fullmatch(entry.name.removeprefix(".").removesuffix(".part"))
                # Another worker may be at it too.
                with contextlib.suppress(FileNotFoundError):
                    if is_ours and entry.stat().st_mtime < before.timestamp():
                        os.unlink(entry)

    def close(self) -> None:
        """Nothing is held open."""

    def names(self, limit: int) -> list[str]:
        """The names of at most `limit` mails, newest first."""
        try:
            with os.scandir(self._folder) as entries:
                mails = [(entry.stat().st_mtime_ns, entry.name) for entry in entries if NAME.fullmatch(entry.name)]
        except FileNotFoundError:
            return []
        return [name for _, name in heapq.nlargest(limit, mails)]

    def read(self, name: str) -> EmailMessage:
        """One mail, by a name that may come from a stranger. Raises NoSuchMail."""
        if not NAME.fullmatch(name):
            raise NoSuchMail
        try:
            content = (self._folder / name).read_text("utf-8")
        except FileNotFoundError:
            raise NoSuchMail from None
        # From text, not bytes: the parser of bytes does not know that headers may hold UTF-8.
        return cast(EmailMessage, Parser(policy=POLICY).parsestr(content))

    def _write(self, name: str, content: bytes) -> None:
        # The temporary name is fixed too: what a crash leaves behind is overwritten by the next try.
        unfinished = self._folder / f".{name}.part"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            # The kernel's own file times are too coarse to keep apart two mails of one millisecond.
            now = time.time_ns()
            os.utime(descriptor, ns=(now, now))
            os.fsync(descriptor)
        os.replace(unfinished, self._folder / name)
        self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
