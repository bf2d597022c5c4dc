"""The script that web masters load from us: which versions there are, and what their browsers can check of them."""

import base64
import hashlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "static/embed"
NAME = "petition-counter-{}.js"
VERSIONS = sorted(int(path.stem.rpartition("-")[2]) for path in FOLDER.glob(NAME.format("*")))
NEWEST = VERSIONS[-1]


def path_of(version: int) -> Path:
    return FOLDER / NAME.format(version)


def integrity(version: int) -> str:
    """For the attribute `integrity` (Subresource Integrity)."""
    digest = hashlib.sha384(path_of(version).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
