"""Style sheets, scripts and pictures, under addresses that change when any of them does."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from petition.lib.encodings import Coding, best_for, encode
from petition.lib.fingerprint import of_folder

FOLDER = Path(__file__).resolve().parents[2] / "static"
VERSION = of_folder(FOLDER)
# Read and compressed when the process starts to need them, each as small as can be; nothing else is ever served.
FILES = {str(path.relative_to(FOLDER)): path for path in FOLDER.rglob("*") if path.is_file()}
A_YEAR = 365 * 24 * 3600
# A page that shows our counter in a sandbox makes a stranger of our own frame.
FOR_FRAMES = {"Access-Control-Allow-Origin": "*"}

bp = Blueprint("assets", __name__)


@bp.before_request
def door() -> None:
    """Anyone may have them."""


@bp.url_defaults
def name_the_version(endpoint: str, values: dict[str, str]) -> None:
    values.setdefault("version", VERSION)


@bp.get("/static/<version>/<path:filename>")
def file(version: str, filename: str) -> ResponseReturnValue:
    """One file, for ever: a changed one has another address. Old addresses still answer, but are not kept."""
    if filename not in FILES:
        abort(404)
    coding = best_for(request.headers.get("Accept-Encoding", ""))
    content, tag = _encoded(filename, coding)
    response = Response(content, mimetype=mimetypes.guess_type(filename)[0], headers=FOR_FRAMES)
    response.set_etag(tag)
    response.vary.add("Accept-Encoding")
    if coding is not Coding.PLAIN:
        response.content_encoding = coding
    is_current = version == VERSION
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_current else "no-cache"
    return response.make_conditional(request)


@cache
def _encoded(filename: str, coding: Coding) -> tuple[bytes, str]:
    """A file in that coding, and its strong ETag."""
    content = encode(FILES[filename].read_bytes(), coding, once_for_all=True)
    return content, hashlib.sha256(content).hexdigest()[:32]
