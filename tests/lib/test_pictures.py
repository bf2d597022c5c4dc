"""Pictures from strangers: re-encoded, or refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from petition.lib import pictures
from petition.lib.pictures import InvalidPicture, Picture
from tests.joining import picture

ORIENTATION = 0x0112


def read(file: bytes) -> Picture:
    return pictures.read(file, width=480, height=160)


def image(read: Picture) -> Image.Image:
    return Image.open(io.BytesIO(read.png))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    bodies = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(bodies)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_it_is_scaled_down_and_becomes_a_png(form: str) -> None:
    made = read(picture(2000, 1000, form))
    assert (made.width, made.height, image(made).format) == (320, 160, "PNG")
    assert len(made.sha256) == 64


def test_a_small_one_is_not_blown_up() -> None:
    made = read(picture(30, 20))
    assert (made.width, made.height) == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colours_is_read(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (40, 40)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert read(written.getvalue()).width == 40


def test_what_is_clear_stays_clear() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(written, "PNG")
    assert image(read(written.getvalue())).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_nothing_that_came_with_the_file_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at the clinic"
    file = picture(form="JPEG", exif=exif, comment=b"by Zahra", icc_profile=b"a profile of mine")
    made = read(file)
    for secret in (b"taken at the clinic", b"by Zahra", b"a profile of mine", b"Exif", b"iCCP"):
        assert secret not in made.png
    assert image(made).info.keys() <= {"transparency"}


def test_it_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    made = read(picture(100, 50, "JPEG", exif=exif))
    assert (made.width, made.height) == (50, 100)


def test_of_a_moving_one_the_first_picture_is_kept() -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    made = image(read(written.getvalue()))
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGBA").getpixel((5, 5)) == (255, 0, 0, 255)


@pytest.mark.parametrize(("width", "height"), [(2829, 2829), (100_000, 100_000), (2**31 - 1, 1), (0, 10)])
def test_one_that_unfolds_to_too_much_is_refused(width: int, height: int) -> None:
    with pytest.raises(InvalidPicture):
        read(bomb(width, height))


def test_the_largest_that_is_read() -> None:
    assert pictures.MOST_PIXELS > 2828 * 2828
    assert read(picture(2828, 2828)).height == 160


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"garbage",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a",
        picture()[:60],
        picture(form="BMP"),
        picture(form="TIFF"),
        picture(form="ICO"),
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 200,
        picture(form="JPEG")[:-400],
    ],
    ids=["nothing", "garbage", "svg", "pdf", "gif head", "cut png", "bmp", "tiff", "ico", "false png", "cut jpeg"],
)
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(InvalidPicture):
        read(file)


def test_a_script_behind_a_picture_is_left_behind() -> None:
    assert b"<script>" not in read(picture() + b"<script>alert(1)</script>").png
