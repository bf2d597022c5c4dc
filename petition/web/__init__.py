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
    sending_late,
    stepping_up,
    tracing,
    uploads,
)
from petition.web.account import (
    adding_apps,
    adding_passkeys,
    devices,
    factors,
    gone,
    invitation,
    login,
    looking_again,
    passkey_login,
    profile,
    recovering,
    registering,
    resetting,
    second_step,
)
from petition.web.embed import badge, element, frame
from petition.web.kept_answers import KeptAnswers
from petition.web.ops import health, metrics
from petition.web.organiser import (
    adding_signatories,
    beginning,
    deciding,
    discarding,
    editing,
    exports,
    handing_over,
    opening,
    petitions,
    revising,
    signatures,
    sources,
    team_log,
    team_members,
    team_settings,
    teams,
)
from petition.web.organiser import previewing as previews_to_give_out
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
    openings,
    petition,
    pictures,
    previewing,
    revisions,
    sending_again,
    signing,
    updates,
)
from petition.web.public import signatories as signatories_to_copy

AUDIENCES = (public, embed, account, organiser, ops, assets)
VIEWS = (
    adding_apps,
    adding_passkeys,
    adding_signatories,
    badge,
    beginning,
    circulating,
    colours,
    confirming,
    counter,
    deciding,
    devices,
    discarding,
    editing,
    element,
    events,
    exports,
    factors,
    frame,
    gone,
    handing_over,
    health,
    invitation,
    joining,
    kept_pages,
    lists,
    login,
    logos,
    looking_again,
    mailbox,
    metrics,
    my_signatory,
    my_signature,
    opening,
    openings,
    passkey_login,
    petition,
    petitions,
    pictures,
    previewing,
    previews_to_give_out,
    profile,
    recovering,
    registering,
    resetting,
    revising,
    revisions,
    second_step,
    sending_again,
    signatories_to_copy,
    signatories_to_decide,
    signatures,
    signing,
    sources,
    team_log,
    team_members,
    team_settings,
    teams,
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
    stepping_up.register(app)
    sending_late.register(app)
    away.register(app)
    uploads.register(app)
    kept_pages.register(app)
    openings.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
    with app.app_context():
        seconds = settings.page_cache_seconds
    app.wsgi_app = KeptAnswers(app.wsgi_app, seconds=seconds)  # type: ignore[method-assign]
