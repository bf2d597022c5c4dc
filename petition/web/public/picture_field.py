"""A picture sent beside the words of a form."""

from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import FileField, ValidationError

from petition.extensions import MAX_BODY_BYTES
from petition.lib import pictures
from petition.lib.pictures import Picture

MAX_FILE_BYTES = 2 * 1024 * 1024


def make_room() -> None:
    """Let this request, and no other, be large enough for a picture. To be called before its form is read."""
    request.max_content_length = MAX_BODY_BYTES + MAX_FILE_BYTES


class PictureField(FileField):
    """Its `data` is the picture as re-encoded by us; None where no file was chosen, or none that can be read."""

    def __init__(self, label: Any = None, *, width: int, height: int, **options: Any) -> None:
        super().__init__(label, **options)
        self._box = {"width": width, "height": height}
        self.data: Picture | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        # Forms here read words alone; the file stands beside them.
        self.data = None
        sent = request.files.get(self.name)
        file = sent.read() if sent else b""
        if not file:
            return
        try:
            self.data = pictures.read(file, **self._box)
        except pictures.InvalidPicture:
            raise ValidationError(gettext("We cannot read this picture. Send a PNG, JPEG, WebP or GIF file.")) from None
