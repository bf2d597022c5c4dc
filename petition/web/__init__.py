"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.extensions import settings
from petition.web import (
    account,
    announcements,
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
    staff,
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
    comments,
    deciding,
    discarding,
    editing,
    exports,
    handing_over,
    jobs,
    looking_up,
    mailing_updates,
    moderating,
    opening,
    petitions,
    previewing_updates,
    publishing_updates,
    revising,
    signatures,
    sources,
    team_log,
    team_members,
    team_settings,
    teams,
    writing_updates,
)
from petition.web.organiser import previewing as previews_to_give_out
from petition.web.organiser import signatories as signatories_to_decide
from petition.web.organiser import updates as updates_to_write
from petition.web.public import (
    circulating,
    colours,
    confirming,
    counter,
    events,
    joining,
    kept_pages,
    legal,
    lists,
    logos,
    mailbox,
    my_signatory,
    my_signature,
    openings,
    petition,
    pictures,
    previewing,
    reporting,
    revisions,
    sending_again,
    signing,
    unsubscribing,
    updates,
)
from petition.web.public import signatories as signatories_to_copy
from petition.web.staff import mailboxes, outbox, site_health
from petition.web.staff import settings as site_settings

AUDIENCES = (public, embed, account, organiser, staff, ops, assets)
VIEWS = (
    adding_apps,
    adding_passkeys,
    adding_signatories,
    badge,
    beginning,
    circulating,
    colours,
    comments,
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
    jobs,
    joining,
    kept_pages,
    legal,
    lists,
    login,
    logos,
    looking_again,
    looking_up,
    mailbox,
    mailing_updates,
    mailboxes,
    metrics,
    moderating,
    my_signatory,
    my_signature,
    opening,
    openings,
    outbox,
    passkey_login,
    petition,
    petitions,
    pictures,
    previewing,
    previewing_updates,
    previews_to_give_out,
    profile,
    publishing_updates,
    recovering,
    registering,
    reporting,
    resetting,
    revising,
    revisions,
    second_step,
    sending_again,
    signatories_to_copy,
    signatories_to_decide,
    signatures,
    signing,
    site_health,
    site_settings,
    sources,
    team_log,
    team_members,
    team_settings,
    teams,
    unsubscribing,
    updates,
    updates_to_write,
    writing_updates,
)


def register(app: Flask) -> None:
    # First, so that it sees the answer last.
    tracing.register(app)
    languages.register(app)
    formats.register(app)
    context.register(app)
    announcements.register(app)
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
