"""Pictures that are sent to us: decoded, scaled down and written anew, so that nothing of the file itself is kept."""

import hashlib
import io
import re
import struct
from dataclasses import dataclass
from threading import Lock

from PIL import Image, ImageCms
from PIL.Image import Transpose
from PIL.JpegImagePlugin import JpegImageFile

# Decoding more than this is refused before it is done: small files can unfold to gigabytes. A JPEG can be scaled while
# it is decoded, so it may have what telephones take, 24 million at most; but not where it is made for printing, which
# takes more memory again.
MOST_PIXELS = 8_000_000
MOST_PIXELS_OF_A_JPEG = 25_000_000
# A JPEG may ask to be gone over again and again, which takes as much time each time. Good ones need a dozen at most.
MOST_SCANS = 30
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# What can be scaled as it is; all else is first turned into colours, which takes more memory.
SCALABLE = ("L", "LA", "RGB", "RGBA", "CMYK")
# What the decoders raise where a file unfolds to too much, or is no picture, or is broken.
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (OSError, ValueError, SyntaxError)
ODD = (*BROKEN, struct.error, LookupError, TypeError, ArithmeticError)
# How a picture is turned upright, by what its EXIF says of the camera.
ORIENTATION = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
SRGB = ImageCms.createProfile("sRGB")
LYING = (5, 6, 7, 8)
# What begins a part of a JPEG; the two others stand within a scan.
MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
SCAN, END, ALONE = 0xDA, 0xD9, (0x01, 0xD8)
# Of all threads only one at a time: memory is the sum of what they unfold.
one_at_a_time = Lock()

# The box that a photograph is scaled down into, in pixels, and how heavy it may be, in bytes: the large one for wide
# screens and shared links, the small one for telephones on slow lines. The boxes have one shape.
LARGE, LARGE_BYTES = (1200, 1500), 300 * 1024
SMALL, SMALL_BYTES = (640, 800), 60 * 1024
# Tried one after the other until it is light enough; at the last, fewer pixels look better than worse ones.
QUALITIES = (82, 74, 66, 58, 50, 42)
SMALLER = 0.8


class InvalidPicture(Exception):
    """The file is no picture of a format we read, or is broken."""


class TooManyPixels(InvalidPicture):
    """It unfolds to more than we decode: `most` pixels."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most


@dataclass(frozen=True)
class Picture:
    """A PNG of our own making; width and height in pixels, SHA-256 in hex."""

    png: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


@dataclass(frozen=True)
class Jpeg:
    """A progressive JPEG of our own making; width and height in pixels."""

    file: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Photograph:
    """One picture in two sizes; SHA-256 of the large one in hex."""

    large: Jpeg
    small: Jpeg

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.large.file).hexdigest()


def read(file: bytes, *, width: int, height: int) -> Picture:
    """The picture as a PNG, turned upright and scaled down to fit; its metadata stays behind. Raises InvalidPicture.

    Of moving pictures only the first one is read.
    """
    small = _decoded(file, (width, height), most_of_a_jpeg=MOST_PIXELS).convert("RGBA")
    # A new image of the bare pixels: no profile, no comment, nothing that came with the file.
    clean = Image.frombytes("RGBA", small.size, small.tobytes())
    written = io.BytesIO()
    clean.quantize(256, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), clean.width, clean.height)


def photograph(file: bytes) -> Photograph:
    """The picture in both sizes, upright, on white where it is clear; its metadata stays behind. Raises InvalidPicture.

    The small one is not wider than 640 pixels, and not heavier than 60 kB whatever there is to be seen.
    """
    flat = _in_the_colours_of_screens(_decoded(file, LARGE, most_of_a_jpeg=MOST_PIXELS_OF_A_JPEG))
    large = _jpeg(flat, LARGE_BYTES)
    flat.thumbnail(SMALL, Image.Resampling.LANCZOS)
    return Photograph(large, _jpeg(flat, SMALL_BYTES))


def _decoded(file: bytes, box: tuple[int, int], *, most_of_a_jpeg: int) -> Image.Image:
    """Upright, and not larger than the box. Raises InvalidPicture."""
    most = MOST_PIXELS
    try:
        with one_at_a_time, Image.open(io.BytesIO(file), formats=FORMATS) as opened:
            if isinstance(opened, JpegImageFile):
                _check_scans(file)
                most = most_of_a_jpeg if opened.mode != "CMYK" else MOST_PIXELS
            if opened.width * opened.height > most:
                raise TooManyPixels(most)
            return _scaled_down(opened, box)
    except BOMBS:
        raise TooManyPixels(most) from None
    except BROKEN:
        raise InvalidPicture from None


def _scaled_down(opened: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Upright; while it is decoded already, where its format can."""
    orientation = _orientation(opened)
    width, height = reversed(box) if orientation in LYING else box
    opened.draft(None, (width, height))
    picture = opened
    if opened.mode.startswith("I"):
        # Gray of sixteen bits, of which the upper eight are seen.
        picture = opened.point(lambda value: value / 256).convert("L")
    elif opened.mode not in SCALABLE:
        picture = opened.convert("RGBA")
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    return picture.transpose(TURNS[orientation]) if orientation in TURNS else picture.copy()


def _orientation(opened: Image.Image) -> int | None:
    """Of all that EXIF says the one thing that is needed; what cannot be read says nothing."""
    try:
        said = opened.getexif().get(ORIENTATION)
    except ODD:
        return None
    return said if isinstance(said, int) else None


def _check_scans(file: bytes) -> None:
    """Raises InvalidPicture for a JPEG that is gone over too often. What hangs behind its end is not looked at."""
    number, place = 0, 0
    while (marker := MARKER.search(file, place)) and marker[1][0] != END:
        place = marker.end()
        if marker[1][0] not in ALONE:
            place += int.from_bytes(file[place : place + 2])
        number += marker[1][0] == SCAN
        if number > MOST_SCANS:
            raise InvalidPicture


def _in_the_colours_of_screens(picture: Image.Image) -> Image.Image:
    """In sRGB, on white where it is clear. Telephones write in more colours, and say which by a profile."""
    profile = picture.info.get("icc_profile")
    # Of gray pictures it means gray.
    if picture.mode in ("L", "LA"):
        profile = None
    if picture.mode != "CMYK":
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, "white")
        picture.paste(seen, mask=seen)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB") or picture
        except (ImageCms.PyCMSError, *ODD):
            # One that is broken, or not of these colours, tells nothing.
            pass
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, most: int) -> Jpeg:
    """As good as it can be within so many bytes; of the bare pixels, as above."""
    while True:
        for quality in QUALITIES:
            file = _written(picture, quality)
            if len(file) <= most:
                return Jpeg(file, picture.width, picture.height)
        size = (max(1, int(picture.width * SMALLER)), max(1, int(picture.height * SMALLER)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)


def _written(picture: Image.Image, quality: int) -> bytes:
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()
