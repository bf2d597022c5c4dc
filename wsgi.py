"""The WSGI entry: `gunicorn wsgi:app`, and what the `flask` command finds by itself."""

import os
import sys

import config
from petition import create_app
from petition.backends import logs

try:
    settings = config.load(os.environ)
    logs.start(level=settings.log_level, form=settings.log_format)
    app = create_app(settings)
except config.SettingsError as problem:
    # A clear message instead of a stack trace: the operator mends settings, not code.
    sys.exit(str(problem))
