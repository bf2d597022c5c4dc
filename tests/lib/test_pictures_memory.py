"""Pictures take little memory, and one at a time: what one file unfolds to is all that there is."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from petition.lib import pictures
from tests.joining import picture

HEAVY = {
    "a photograph as telephones take them": lambda: picture(5712, 4284, "JPEG"),
    "progressive": lambda: picture(5712, 4284, "JPEG", progressive=True),
    "palette": lambda: picture(2828, 2828, "GIF"),
    "clear": lambda: picture(2828, 2828, "WEBP", lossless=True),
}
GROWTH = """
import re, sys
from petition.lib import pictures

def highest():
    with open("/proc/self/status") as status:
        return int(re.search("VmHWM:\\s+([0-9]+) kB", status.read())[1])

small, file = (open(path, "rb").read() for path in sys.argv[1:])
pictures.photograph(small)
before = highest()
pictures.photograph(file)
print(highest() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much was taken")
@pytest.mark.parametrize("heavy", HEAVY.values(), ids=HEAVY)
def test_it_takes_little_memory(tmp_path: Path, heavy: Callable[[], bytes]) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(picture(form="JPEG"))
    large.write_bytes(heavy())
    grown = subprocess.run(
        [sys.executable, "-c", GROWTH, str(small), str(large)], capture_output=True, check=True, text=True
    )
    assert int(grown.stdout) < 150_000


def test_only_one_is_unfolded_at_a_time() -> None:
    with pictures.one_at_a_time, ThreadPoolExecutor(1) as other:
        waiting = other.submit(pictures.photograph, picture())
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        pictures.one_at_a_time.release()
        assert waiting.result(timeout=10).large.width == 200
        pictures.one_at_a_time.acquire()
