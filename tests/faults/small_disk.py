"""A disk that can be full: a small file system of its own, where this machine lets us mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import NOBODY
from tests.servers import require

BLOCK = b"\0" * 4096


class SmallDisk:
    """A mounted folder of a few megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave not one byte free."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while ballast.write(BLOCK):
                    pass
            except OSError:
                return

    def make_room(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """A disk at this folder, for whoever runs the tests and for PostgreSQL. Needs the right to mount."""
    folder.mkdir(parents=True)
    options = f"size={megabytes}m,mode=700,uid={NOBODY if os.geteuid() == 0 else os.geteuid()}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    require(mounted.returncode == 0, "the right to mount a small disk")
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: somebody may still have a file open there.
        subprocess.run(["umount", "--lazy", folder], check=True)
