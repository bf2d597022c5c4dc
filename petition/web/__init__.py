"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.extensions import settings
from petition.web import (
    account,
    assets,
    away,
    context,
    embed,
    errors,
    formats,
    headers,
    languages,
    ops,
    organiser,
    public,
    tracing,
    uploads,
)
from petition.web.account import login
from petition.web.embed import badge, element, frame
from petition.web.kept_answers import KeptAnswers
from petition.web.ops import health, metrics
from petition.web.organiser import deciding, exports, petitions, signatures
from petition.web.organiser import signatories as signatories_to_decide
from petition.web.public import (
    circulating,
    colours,
    confirming,
    counter,
    events,
    joining,
    kept_pages,
    lists,
    logos,
    mailbox,
    my_signatory,
    my_signature,
    petition,
    sending_again,
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
    kept_pages,
    lists,
    login,
    logos,
    mailbox,
    metrics,
    my_signatory,
    my_signature,
    petition,
    petitions,
    sending_again,
    signatories_to_copy,
    signatories_to_decide,
    signatures,
    signing,
    updates,
)


def register(app: Flask) -> None:
    # First, so that it sees the answer last.
    tracing.register(app)
    languages.register(app)
    formats.register(app)
    context.register(app)
    headers.register(app)
    errors.register(app)
    away.register(app)
    uploads.register(app)
    kept_pages.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
    with app.app_context():
        seconds = settings.page_cache_seconds
    app.wsgi_app = KeptAnswers(app.wsgi_app, seconds=seconds)  # type: ignore[method-assign]
