"""The WSGI entry: `gunicorn wsgi:app`, and what the `flask` command finds by itself."""

# ruff: noqa: E402

import gc
import os
import sys

# Nearly all that is made while loading stays, and the collector would look through it again and again: that took a
# quarter of the time until the site answers.
gc.disable()

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

# What is loaded by now stays as long as the process. The collector looks through it no more, which took a tenth of a
# second each time; and processes forked from this one go on sharing its memory.
gc.collect()
gc.freeze()
gc.enable()
