"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.web import (
    account,
    assets,
    context,
    embed,
    errors,
    formats,
    headers,
    languages,
    ops,
    organiser,
    public,
    uploads,
)
from petition.web.account import login
from petition.web.embed import badge, element, frame
from petition.web.ops import health
from petition.web.organiser import deciding, exports, petitions, signatures
from petition.web.organiser import signatories as signatories_to_decide
from petition.web.public import (
    circulating,
    colours,
    confirming,
    counter,
    events,
    joining,
    lists,
    logos,
    mailbox,
    my_signatory,
    my_signature,
    petition,
    signing,
    updates,
)
from petition.web.public import signatories as signatories_to_copy

AUDIENCES = (public, embed, account, organiser, ops, assets)
VIEWS = (
    badge,
    circulating,
    colours,
    confirming,
    counter,
    deciding,
    element,
    events,
    exports,
    frame,
    health,
    joining,
    lists,
    login,
    logos,
    mailbox,
    my_signatory,
    my_signature,
    petition,
    petitions,
    signatories_to_copy,
    signatories_to_decide,
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
    uploads.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
