"""Style sheets, scripts and pictures, under addresses that change when any of them does."""

from pathlib import Path

from flask import Blueprint, abort, send_from_directory
from flask.typing import ResponseReturnValue

from petition.lib.fingerprint import of_folder

FOLDER = Path(__file__).resolve().parents[2] / "static"
VERSION = of_folder(FOLDER)
A_YEAR = 365 * 24 * 3600
# A page that shows our counter in a sandbox makes a stranger of our own frame.
FOR_FRAMES = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

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
    if ".." in filename:
        abort(404)
    response = send_from_directory(FOLDER, filename, conditional=True)
    response.headers.extend(FOR_FRAMES)
    is_current = version == VERSION
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_current else "no-cache"
    return response
