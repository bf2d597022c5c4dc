"""The petition's page and its count."""

from flask import Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.services import counting, listing
from petition.services.errors import NotTakingSignatures
from petition.web import languages
from petition.web.loading import PetitionIsHidden, petition_or_404
from petition.web.public import bp
from petition.web.public.kept_pages import glance_or_404, page_at
from petition.web.public.page_head import PageHead
from petition.web.public.petition_page import PetitionPage, page_of
from petition.web.public.sign_form import SignForm, form_for
from petition.web.public.voice_view import voice_views

VOICES = 12


@bp.get("/petitions/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    glance = glance_or_404(slug)
    page = page_at(glance)
    if not glance.is_current:
        return redirect(url_for(".petition", slug=page.slug), 301)
    return render_template("public/petition/show.html", **show_context(page, sign_form(page)))


@bp.get("/petitions/<slug>/count.json")
def count(slug: str) -> ResponseReturnValue:
    response = jsonify(page_at(glance_or_404(slug)).count.as_json())
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.errorhandler(PetitionIsHidden)
def is_hidden(hidden: PetitionIsHidden) -> ResponseReturnValue:
    return render_template("public/petition/hidden.html", reason=hidden.reason), 410


@bp.errorhandler(NotTakingSignatures)
def is_closed(_error: NotTakingSignatures) -> ResponseReturnValue:
    """The form was sent too late: the page says when it closed."""
    db.session.rollback()
    page = page_of(petition_or_404(str((request.view_args or {})["slug"])))
    return render_template("public/petition/show.html", **show_context(page, sign_form(page))), 409


@bp.get("/petitions/<slug>/ledger/checkpoint")
def checkpoint(slug: str) -> ResponseReturnValue:
    """The newest signed checkpoint (C2SP tlog-checkpoint): whoever keeps it can tell later if anything was changed."""
    newest = counting.newest_checkpoint(petition_or_404(slug))
    if newest is None:
        abort(404)
    return Response(newest.note, mimetype="text/plain", headers={"Access-Control-Allow-Origin": "*"})


def sign_form(page: PetitionPage) -> SignForm:
    return form_for(
        page.petition,
        language=languages.current_language(),
        recipients=page.recipients,
        revision_sha256=page.revision.sha256,
        wordings=page.news_wordings,
    )


def show_context(page: PetitionPage, form: SignForm) -> dict[str, object]:
    """What the page and its form are rendered from, also where the form is shown again."""
    count = page.count
    return {
        "page": page,
        "count": count,
        "head": PageHead(page, count),
        "form": form,
        "sign_url": url_for("public.sign", slug=page.slug),
        "voices": voice_views(listing.voices(page.petition, limit=VOICES)),
        "more_voices_url": url_for("public.signatures", slug=page.slug),
    }
