"""A short name for the content of a folder."""

import hashlib
from pathlib import Path


def of_folder(folder: Path) -> str:
    """Ten hex digits that change when any file below the folder does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]
