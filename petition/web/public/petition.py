"""The petition's page and its count."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.services import listing, petitions
from petition.web import languages
from petition.web.public import bp
from petition.web.public.count_view import CountView
from petition.web.public.loading import petition_or_404
from petition.web.public.petition_page import PetitionPage, page_of
from petition.web.public.sign_form import SignForm, form_for

VOICES = 12


@bp.get("/petitions/<slug>")
def petition(slug: str) -> ResponseReturnValue:
    found = petition_or_404(slug)
    if petitions.current_slug(found) != slug:
        return redirect(url_for(".petition", slug=petitions.current_slug(found)), 301)
    page = page_of(found)
    return render_template("public/petition/show.html", **show_context(page, sign_form(page)))


@bp.get("/petitions/<slug>/count.json")
def count(slug: str) -> ResponseReturnValue:
    view = CountView(petition_or_404(slug))
    response = jsonify(view.as_json())
    response.headers["Cache-Control"] = "public, max-age=2"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)


def sign_form(page: PetitionPage) -> SignForm:
    return form_for(
        page.petition,
        language=languages.current_language(),
        recipients=page.recipients,
        revision_sha256=page.revision.sha256,
    )


def show_context(page: PetitionPage, form: SignForm) -> dict[str, object]:
    """What the page and its form are rendered from, also where the form is shown again."""
    return {
        "page": page,
        "count": CountView(page.petition),
        "form": form,
        "sign_url": url_for("public.sign", slug=page.slug),
        "voices": listing.voices(page.petition, limit=VOICES),
        "more_voices_url": url_for("public.signatures", slug=page.slug),
    }
