"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.web import assets, context, errors, formats, headers, languages, ops, public
from petition.web.ops import health
from petition.web.public import confirming, lists, mailbox, my_signature, petition, signing

AUDIENCES = (public, ops, assets)
VIEWS = (confirming, health, lists, mailbox, my_signature, petition, signing)


def register(app: Flask) -> None:
    languages.register(app)
    formats.register(app)
    context.register(app)
    headers.register(app)
    errors.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
