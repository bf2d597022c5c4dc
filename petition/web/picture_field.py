"""A picture sent beside the words of a form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext
from wtforms import FileField, ValidationError

from petition.extensions import MAX_BODY_BYTES, db
from petition.lib import pictures

MEGABYTE = 1024 * 1024
A_MILLION = 1_000_000
Read = Callable[[bytes], Any]


@dataclass(frozen=True)
class Sent:
    """A file that was sent: what was made of it, or the words for why nothing was."""

    made: Any = None
    problem: str = ""


def make_room(megabytes: int) -> None:
    """Let this request, and no other, be large enough for a picture. To be called before its form is read."""
    request.max_content_length = MAX_BODY_BYTES + megabytes * MEGABYTE


def read_ahead(name: str, *, read: Read, megabytes: int) -> None:
    """Read the file of the field of this name before its form is made, with no hold on the database.

    It takes seconds, and others are to write meanwhile. Whatever was loaded is to be loaded again.
    """
    if request.files.get(name):
        db.session.rollback()
        _sent(name, read, megabytes)


class PictureField(FileField):
    """Its `data` is what `read` made of the file; None where no file was chosen, or none that can be read."""

    def __init__(self, label: Any = None, *, read: Read, megabytes: int, **options: Any) -> None:
        """`read` raises InvalidPicture; a file of more `megabytes` is not given to it."""
        super().__init__(label, **options)
        self._read = read
        self._most = megabytes
        self.data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        # Forms here read words alone; the file stands beside them.
        sent = _sent(self.name, self._read, self._most)
        self.data = sent.made if sent else None
        if sent and sent.problem:
            raise ValidationError(sent.problem)

    @property
    def was_sent(self) -> bool:
        """Whether there was a file, good or bad."""
        return _sent(self.name, self._read, self._most) is not None

    def _value(self) -> str:
        """Nothing: browsers let no page say which file is sent."""
        return ""


def _sent(name: str, read: Read, megabytes: int) -> Sent | None:
    """The file of this name, read once in a request; None where none was chosen."""
    known: dict[str, Sent | None] = g.setdefault("files_sent", {})
    if name not in known:
        sent = request.files.get(name)
        file = sent.read() if sent else b""
        known[name] = _made_of(file, read, megabytes) if file else None
    return known[name]


def _made_of(file: bytes, read: Read, megabytes: int) -> Sent:
    if len(file) > megabytes * MEGABYTE:
        return Sent(problem=gettext("This file has more than %(most)d MB. Send a smaller one.", most=megabytes))
    try:
        return Sent(read(file))
    except pictures.TooManyPixels as refusal:
        return Sent(problem=_too_many(refusal.most))
    except pictures.InvalidPicture:
        return Sent(problem=gettext("We cannot read this picture. Send a PNG, JPEG, WebP or GIF file."))


def _too_many(most: int) -> str:
    words: str = gettext(
        "This picture has more than %(most)d megapixels. Make it smaller, or take a screenshot of it, and send that.",
        most=most // A_MILLION,
    )
    return words
