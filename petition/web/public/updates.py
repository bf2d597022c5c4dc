"""News on a petition: a list to read, and a feed to follow (RFC 4287)."""

import base64
import re
import uuid
from datetime import datetime

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.services import update_previewing
from petition.services import updates as news
from petition.web import formats, languages, paging
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.petition_page import page_of
from petition.web.public.update_view import UpdateView, update_views

# What no XML document may hold, however it is written.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@bp.get("/petitions/<slug>/updates")
def updates(slug: str) -> ResponseReturnValue:
    page = page_of(petition_or_404(slug))
    before = paging.before(paging.HIGHEST_NUMBER)
    found = news.of_petition(page.petition, limit=news.PER_PAGE + 1, before=before)
    shown = found[: news.PER_PAGE]
    has_older = len(found) > len(shown)
    return render_template(
        "public/updates/index.html",
        page=page,
        updates=update_views(page.petition, shown),
        feed_url=url_for(".updates_feed", slug=page.slug),
        next_url=url_for(".updates", slug=page.slug, before=shown[-1].number) if has_older else None,
        first_url=url_for(".updates", slug=page.slug) if before is not None else None,
    )


@bp.get("/petitions/<slug>/updates.atom")
def updates_feed(slug: str) -> ResponseReturnValue:
    page = page_of(petition_or_404(slug))
    entries = update_views(page.petition, news.of_petition(page.petition))
    changed_at = _changed_at(page.petition, entries)
    feed = render_template(
        "public/updates/feed.xml",
        page=page,
        feed_id=_urn(page.petition.public_id),
        updated=formats.iso(changed_at),
        entries=[(entry, _urn(entry.update.public_id)) for entry in entries],
    )
    response = Response(NO_XML.sub("", feed), mimetype="application/atom+xml")
    response.last_modified = changed_at
    return response


@bp.get("/preview/updates/<token>")
def update_preview(token: str) -> ResponseReturnValue:
    """A draft as its page will stand, for its team and whoever is given the link; published, it is on the page."""
    update = update_previewing.look_up(token)
    petition = update.petition
    languages.use(petition.language)
    (view,) = update_views(petition, [update])
    if update.is_published and petition.is_public:
        return redirect(view.url, 303)
    return render_template("public/updates/preview.html", page=page_of(petition), updates=[view], feed_url="#")


def _changed_at(petition: Petition, entries: list[UpdateView]) -> datetime:
    moments = [entry.changed_at for entry in entries]
    return max([petition.opened_at or petition.created_at, *moments])


def _urn(public_id: str) -> str:
    """A name for good, whatever address the site has: one for each language, as feeds in two languages differ."""
    namespace = uuid.UUID(bytes=base64.urlsafe_b64decode(f"{public_id}=="))
    return uuid.uuid5(namespace, languages.current_language()).urn
