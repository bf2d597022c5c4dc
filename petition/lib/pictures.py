"""Pictures from strangers: decoded, scaled down and written anew, so that nothing of the file itself is kept."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

# Decoding more than this is refused before it is done: small files can unfold to gigabytes.
MOST_PIXELS = 8_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# What can be scaled as it is; all else is first turned into colours, which takes more memory.
SCALABLE = ("L", "LA", "RGB", "RGBA")
# What the decoders raise where a file is no picture, is broken, or unfolds to too much.
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class InvalidPicture(Exception):
    """The file is no picture of a format we read, or too large."""


@dataclass(frozen=True)
class Picture:
    """A PNG of our own making; width and height in pixels, SHA-256 in hex."""

    png: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def read(file: bytes, *, width: int, height: int) -> Picture:
    """The picture, turned upright and scaled down to fit; its metadata stays behind. Raises InvalidPicture.

    Of moving pictures only the first one is read.
    """
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise InvalidPicture
            small = _scaled_down(opened, 2 * max(width, height))
    except BROKEN:
        raise InvalidPicture from None
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    # A new image of the bare pixels: no profile, no comment, nothing that came with the file.
    clean = Image.frombytes("RGBA", small.size, small.tobytes())
    written = io.BytesIO()
    clean.quantize(256, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), clean.width, clean.height)


def _scaled_down(opened: Image.Image, side: int) -> Image.Image:
    """Upright, in colours, and small enough for further copies of it to weigh nothing."""
    picture = opened if opened.mode in SCALABLE else opened.convert("RGBA")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(picture).convert("RGBA")
