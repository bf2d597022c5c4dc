"""Pictures from strangers: re-encoded, or refused."""

import io
import os
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms, ImageOps

from petition.lib import pictures
from petition.lib.pictures import InvalidPicture, Jpeg, Picture, TooManyPixels
from tests.joining import picture

ORIENTATION = 0x0112
SECRETS = (b"taken at the clinic", b"by Zahra", b"a profile of mine", b"Exif", b"iCCP", b"ICC_PROFILE")
NO_PICTURES = {
    "nothing": b"",
    "garbage": b"garbage",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "pdf": b"%PDF-1.7",
    # Something else at its head, a picture further down.
    "polyglot": b"<html><script>alert(1)</script>" + picture(form="JPEG"),
    "gif head": b"GIF89a",
    "cut png": picture()[:60],
    "bmp": picture(form="BMP"),
    "tiff": picture(form="TIFF"),
    "ico": picture(form="ICO"),
    "false png": b"\x89PNG\r\n\x1a\n" + b"\xff" * 200,
    "cut jpeg": picture(form="JPEG")[:-400],
}


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


def telling() -> bytes:
    """A file that says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x010E] = "taken at the clinic"
    return picture(form="JPEG", exif=exif, comment=b"by Zahra", icc_profile=b"a profile of mine")


def test_nothing_that_came_with_the_file_is_kept() -> None:
    made = read(telling())
    assert [secret for secret in SECRETS if secret in made.png] == []
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


@pytest.mark.parametrize("reading", [read, pictures.photograph], ids=["logo", "photograph"])
@pytest.mark.parametrize("file", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused(reading: Callable[[bytes], object], file: bytes) -> None:
    with pytest.raises(InvalidPicture):
        reading(file)


def test_a_script_behind_a_picture_is_left_behind() -> None:
    assert b"<script>" not in read(picture() + b"<script>alert(1)</script>").png


def shown(jpeg: Jpeg) -> Image.Image:
    return Image.open(io.BytesIO(jpeg.file))


def noise(width: int, height: int) -> bytes:
    """What compresses worst: each pixel another colour."""
    written = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)).save(written, "PNG", compress_level=1)
    return written.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_photograph_comes_in_two_sizes(form: str) -> None:
    made = pictures.photograph(picture(2400, 1600, form))
    assert [(one.width, one.height) for one in (made.large, made.small)] == [(1200, 800), (640, 427)]
    for one in (made.large, made.small):
        assert shown(one).size == (one.width, one.height)
        assert shown(one).info["progressive"]
    assert len(made.sha256) == 64


def test_a_small_photograph_is_not_blown_up() -> None:
    made = pictures.photograph(picture(300, 200))
    assert (made.large.width, made.small.width) == (300, 300)


def test_whatever_is_on_it_it_is_light() -> None:
    made = pictures.photograph(noise(1400, 1400))
    assert len(made.small.file) <= 60 * 1024
    assert len(made.large.file) <= 300 * 1024
    assert made.small.width <= 640


def test_nothing_that_came_with_a_photograph_is_kept() -> None:
    made = pictures.photograph(telling())
    for one in (made.large, made.small):
        assert [secret for secret in SECRETS if secret in one.file] == []
        assert shown(one).getexif() == {}
        assert "icc_profile" not in shown(one).info


def test_a_photograph_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    made = pictures.photograph(picture(100, 50, "JPEG", exif=exif))
    assert (made.large.width, made.large.height) == (50, 100)


def test_what_is_clear_in_a_photograph_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(written, "PNG")
    assert shown(pictures.photograph(written.getvalue()).large).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_000), (2829, 2829), (100_000, 100_000)])
def test_a_photograph_of_too_many_pixels_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(TooManyPixels) as refusal:
        pictures.photograph(bomb(width, height))
    assert refusal.value.most == 8_000_000


def test_a_jpeg_may_be_as_large_as_telephones_take_them() -> None:
    made = pictures.photograph(picture(5712, 4284, "JPEG"))
    assert (made.large.width, made.large.height) == (1200, 900)
    with pytest.raises(TooManyPixels) as refusal:
        pictures.photograph(picture(5001, 5000, "JPEG"))
    assert refusal.value.most == 25_000_000


def test_a_logo_may_not_nor_may_one_for_printing() -> None:
    with pytest.raises(TooManyPixels):
        read(picture(3000, 3000, "JPEG"))
    written = io.BytesIO()
    Image.new("CMYK", (3000, 3000)).save(written, "JPEG")
    with pytest.raises(TooManyPixels):
        pictures.photograph(written.getvalue())


def test_what_hides_behind_a_photograph_is_left_behind() -> None:
    made = pictures.photograph(picture(form="JPEG") + b"PK\x03\x04<script>alert(1)</script>")
    assert b"<script>" not in made.large.file + made.small.file


def progressive(scans: int) -> bytes:
    """A JPEG whose last scan is asked for again and again."""
    file = picture(64, 64, "JPEG", progressive=True)
    last = file.rindex(b"\xff\xda")
    return file[:last] + file[last:-2] * scans + file[-2:]


@pytest.mark.parametrize("reading", [read, pictures.photograph], ids=["logo", "photograph"])
def test_one_that_is_gone_over_too_often_is_refused(reading: Callable[[bytes], object]) -> None:
    reading(progressive(5))
    with pytest.raises(InvalidPicture):
        reading(progressive(31))


def test_the_film_behind_a_photograph_is_no_part_of_it() -> None:
    assert pictures.photograph(picture(form="JPEG") + b"\xff\xda\x00\x02" * 200).large.width == 200


def with_odd_exif(orientation: int = 6) -> bytes:
    """Lying, and as wide as a word says, which no program can write again."""
    entries = struct.pack("<HHIHH", ORIENTATION, 3, 1, orientation, 0), struct.pack("<HHI4s", 0x0100, 2, 4, b"abc\0")
    directory = struct.pack("<H", 2) + entries[1] + entries[0] + struct.pack("<I", 0)
    return picture(100, 50, "JPEG", exif=b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory)


def test_what_is_odd_beside_the_orientation_does_not_matter() -> None:
    with pytest.raises(struct.error):
        ImageOps.exif_transpose(Image.open(io.BytesIO(with_odd_exif())))
    assert (read(with_odd_exif()).width, pictures.photograph(with_odd_exif()).large.width) == (50, 50)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\0\0II*\0", b"Exif\0\0garbage", b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12"])
def test_exif_that_cannot_be_read_says_nothing(exif: bytes) -> None:
    assert pictures.photograph(picture(100, 50, "JPEG", exif=exif)).large.width == 100


@pytest.mark.parametrize("orientation", range(10))
def test_every_orientation_is_the_one_that_is_meant(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    corner = Image.new("RGB", (60, 40), "white")
    corner.paste("red", (0, 0, 20, 20))
    written = io.BytesIO()
    corner.save(written, "PNG", exif=exif)
    meant = ImageOps.exif_transpose(Image.open(io.BytesIO(written.getvalue()))).convert("RGBA")
    made = image(read(written.getvalue())).convert("RGBA")
    assert (made.size, made.getpixel((5, 5))) == (meant.size, meant.getpixel((5, 5)))


@pytest.mark.parametrize("mode", ["I;16", "L"])
def test_a_middle_gray_stays_one(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (40, 40), 0x8080 if mode == "I;16" else 0x80).save(written, "PNG")
    assert shown(pictures.photograph(written.getvalue()).large).getpixel((5, 5)) == (128, 128, 128)
    assert image(read(written.getvalue())).convert("RGBA").getpixel((5, 5)) == (128, 128, 128, 255)


def swapped() -> bytes:
    """A profile in which red means blue: that of screens, with two entries changed."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made.replace(b"rXYZ", b"?XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?XYZ", b"bXYZ", 1)


def test_the_colours_are_those_that_its_profile_means() -> None:
    made = pictures.photograph(picture(form="JPEG", icc_profile=swapped()))
    red, _green, blue = shown(made.large).getpixel((5, 5))  # type: ignore[misc]
    assert blue > 100 > red


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_broken_profile_means_nothing(form: str) -> None:
    made = pictures.photograph(picture(form=form, icc_profile=swapped()[:300]))
    red, _green, blue = shown(made.large).getpixel((5, 5))  # type: ignore[misc]
    assert red > 100 > blue
