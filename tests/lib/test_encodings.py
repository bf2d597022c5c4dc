import gzip

import brotli
import pytest

from petition.lib.encodings import Coding, best_for, encode

TEXT = "ساعدوا المستشفى ".encode() * 200


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", Coding.BROTLI),
        ("gzip;q=1.0, br;q=0", Coding.GZIP),
        ("GZIP", Coding.GZIP),
        ("*", Coding.BROTLI),
        ("br;q=0, *;q=0.5", Coding.GZIP),
        ("deflate", Coding.PLAIN),
        ("identity", Coding.PLAIN),
        ("", Coding.PLAIN),
        ("br;q=nonsense", Coding.PLAIN),
    ],
)
def test_it_chooses_the_best_that_a_client_takes(header: str, coding: Coding) -> None:
    assert best_for(header) is coding


@pytest.mark.parametrize("once_for_all", [True, False])
def test_what_it_encodes_can_be_read(once_for_all: bool) -> None:
    assert brotli.decompress(encode(TEXT, Coding.BROTLI, once_for_all=once_for_all)) == TEXT
    assert gzip.decompress(encode(TEXT, Coding.GZIP, once_for_all=once_for_all)) == TEXT
    assert encode(TEXT, Coding.PLAIN) == TEXT


def test_the_same_content_is_the_same_bytes() -> None:
    assert encode(TEXT, Coding.GZIP) == encode(TEXT, Coding.GZIP)
