"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.web import account, assets, context, errors, formats, headers, languages, ops, organiser, public
from petition.web.account import login
from petition.web.ops import health
from petition.web.organiser import exports, petitions, signatures
from petition.web.public import colours, confirming, events, lists, mailbox, my_signature, petition, signing, updates

AUDIENCES = (public, account, organiser, ops, assets)
VIEWS = (
    colours,
    confirming,
    events,
    exports,
    health,
    lists,
    login,
    mailbox,
    my_signature,
    petition,
    petitions,
    signatures,
    signing,
    updates,
)


def register(app: Flask) -> None:
    languages.register(app)
    formats.register(app)
    context.register(app)
    headers.register(app)
    errors.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
