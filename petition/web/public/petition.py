"""The petition's page and its count."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.services import listing
from petition.services.errors import NotTakingSignatures
from petition.web import languages
from petition.web.loading import PetitionIsHidden, petition_or_404
from petition.web.public import bp, coming_from, form_token
from petition.web.public.kept_pages import glance_or_404, page_at
from petition.web.public.page_head import PageHead
from petition.web.public.petition_page import PetitionPage, page_of
from petition.web.public.sign_form import SignForm, form_for, kind_for
from petition.web.public.voice_view import voice_views

VOICES = 12


@bp.get("/petitions/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    glance = glance_or_404(slug)
    page = page_at(glance)
    if not glance.is_current:
        return redirect(url_for(".petition", slug=page.slug, **_with_code()), 301)
    return render_template("public/petition/show.html", **show_context(page))


def _with_code() -> dict[str, Any]:
    """A link that was given out under a former address keeps its code."""
    code = coming_from.code_asked_for()
    return {coming_from.NAME: code} if code else {}


@bp.get("/petitions/<slug>/count.json")
def count(slug: str) -> ResponseReturnValue:
    response = jsonify(page_at(glance_or_404(slug)).count.as_json())
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.errorhandler(PetitionIsHidden)
def is_hidden(hidden: PetitionIsHidden) -> ResponseReturnValue:
    return render_template("public/petition/hidden.html", reason=hidden.reason, since=hidden.since), 410


@bp.errorhandler(NotTakingSignatures)
def is_closed(_error: NotTakingSignatures) -> ResponseReturnValue:
    """The form was sent too late: the page says when it closed."""
    db.session.rollback()
    page = page_of(petition_or_404(str((request.view_args or {})["slug"])))
    return render_template("public/petition/show.html", **show_context(page)), 409


def sign_form(page: PetitionPage) -> SignForm:
    """The form to be read. `shown` adds what is asked in it."""
    kind = page.once("kind of form", caller=lambda: kind_for(page.petition, languages.current_language()))
    return form_for(page.petition, kind, revision_sha256=page.revision.sha256)


def shown(page: PetitionPage, form: SignForm) -> SignForm:
    form.ask(page)
    return form


def show_context(page: PetitionPage) -> dict[str, object]:
    """What the page is rendered from. Its form is made only when it is not there yet from an earlier reader."""
    return {
        "page": page,
        "count": page.count,
        "head": PageHead(page, page.count),
        "form_token": form_token.this_hours(page.petition.public_id),
        "new_form": lambda: shown(page, sign_form(page)),
        "sign_url": sign_url(page),
        "voices": voice_views(listing.voices(page.petition, limit=VOICES), page.url),
        "more_voices_url": url_for("public.signatures", slug=page.slug),
    }


def form_context(page: PetitionPage, form: SignForm) -> dict[str, object]:
    """What the form is rendered from where it is shown again, with all that was typed."""
    return {"page": page, "form": shown(page, form), "sign_url": sign_url(page), "ref": coming_from.code()}


def sign_url(page: PetitionPage) -> str:
    return url_for("public.sign", slug=page.slug)
