"""The WSGI entry: `gunicorn wsgi:app`, and what the `flask` command finds by itself."""

import os
import sys

import config
from petition import create_app

try:
    app = create_app(config.load(os.environ))
except config.SettingsError as problem:
    # A clear message instead of a stack trace: the operator mends settings, not code.
    sys.exit(str(problem))
