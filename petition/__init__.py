"""Countersign: a petition platform whose numbers can be checked. This file is the table of contents."""

from pathlib import Path

from flask import Flask

from config import Settings
from petition import cli, extensions, models, web

ROOT = Path(__file__).resolve().parent.parent

__all__ = ["create_app", "models"]


def create_app(settings: Settings) -> Flask:
    """The application for these settings. Several may live in one process, as in the tests."""
    app = Flask("petition", template_folder=str(ROOT / "templates"), static_folder=None)
    extensions.bind(app, settings, migrations=ROOT / "migrations")
    web.register(app)
    cli.register(app)
    return app
