"""The script that web masters load from us: its versions, and what their browsers can check of each."""

import base64
import hashlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "static/embed"
# By version; read once, since they never change.
SCRIPTS = {int(path.stem.rpartition("-")[2]): path.read_bytes() for path in FOLDER.glob("petition-counter-*.js")}
NEWEST = max(SCRIPTS)


def integrity(version: int) -> str:
    """For the attribute `integrity` (W3C Subresource Integrity)."""
    digest = hashlib.sha384(SCRIPTS[version]).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
