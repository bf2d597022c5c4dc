"""Files that strangers send: read in memory, within the limits of the body, and never kept.

Web servers and proxies may hold a long body in a nameless file while it comes in; it is gone when it was read.
"""

import io
from typing import IO, Any

import flask
from flask import Flask


class Request(flask.Request):
    """As Flask's, but for where the files of a form are kept while it is read."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        return io.BytesIO()


def register(app: Flask) -> None:
    app.request_class = Request
