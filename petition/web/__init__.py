"""HTTP, by audience: each folder is an audience with its own door."""

from flask import Flask

from petition.extensions import settings
from petition.web import (
    account,
    announcements,
    assets,
    away,
    context,
    doubting,
    embed,
    errors,
    formats,
    headers,
    languages,
    log_line,
    ops,
    organiser,
    own_names,
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
    asking_staff,
    beginning,
    comments,
    deciding,
    discarding,
    editing,
    exports,
    handing_over,
    jobs,
    log_parts,
    looking_up,
    mailing_updates,
    moderating,
    opening,
    papers,
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
from petition.web.own_names import OwnNames
from petition.web.public import (
    challenges,
    circulating,
    colours,
    confirming,
    counter,
    events,
    joining,
    kept_pages,
    ledger,
    legal,
    lists,
    logos,
    mailbox,
    my_erasure,
    my_links,
    my_name,
    my_signatory,
    my_signature,
    openings,
    own_mailbox,
    petition,
    pictures,
    previewing,
    receipts,
    reporting,
    reporting_petitions,
    retention,
    revisions,
    sending_again,
    signing,
    unsubscribing,
    updates,
)
from petition.web.public import signatories as signatories_to_copy
from petition.web.staff import (
    blocks,
    corrections,
    deciding_accounts,
    decisions,
    mailboxes,
    mailing_sooner,
    outbox,
    petition_reviews,
    site_health,
    site_log,
)
from petition.web.staff import petitions as petitions_of_the_site
from petition.web.staff import settings as site_settings
from petition.web.staff import teams as staff_teams

AUDIENCES = (public, embed, account, organiser, staff, ops, assets)
VIEWS = (
    adding_apps,
    adding_passkeys,
    adding_signatories,
    asking_staff,
    badge,
    beginning,
    blocks,
    challenges,
    circulating,
    colours,
    comments,
    confirming,
    corrections,
    counter,
    deciding,
    decisions,
    deciding_accounts,
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
    ledger,
    lists,
    login,
    logos,
    looking_again,
    looking_up,
    mailbox,
    mailing_sooner,
    mailing_updates,
    mailboxes,
    metrics,
    moderating,
    my_erasure,
    my_links,
    my_name,
    my_signatory,
    my_signature,
    opening,
    openings,
    outbox,
    own_mailbox,
    papers,
    passkey_login,
    petition,
    petition_reviews,
    petitions,
    petitions_of_the_site,
    pictures,
    previewing,
    previewing_updates,
    previews_to_give_out,
    profile,
    publishing_updates,
    receipts,
    recovering,
    registering,
    reporting,
    reporting_petitions,
    resetting,
    revising,
    retention,
    revisions,
    second_step,
    sending_again,
    signatories_to_copy,
    signatories_to_decide,
    signatures,
    signing,
    site_health,
    site_log,
    site_settings,
    staff_teams,
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
    own_names.register(app)
    languages.register(app)
    formats.register(app)
    context.register(app)
    announcements.register(app)
    doubting.register(app)
    headers.register(app)
    log_line.register(log_parts.PARTS | site_log.PARTS)
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
        unkept = app.wsgi_app
        kept = KeptAnswers(unkept, seconds=settings.page_cache_seconds)
        named = OwnNames(kept, unkept=unkept, own=settings.names, is_local=settings.is_local)
    app.wsgi_app = named  # type: ignore[method-assign]
