"""Showing a draft: the preview itself, the private link to it that a team gives out, and its text as it will be set."""

from dataclasses import dataclass

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from petition.extensions import db, settings
from petition.lib import markdown
from petition.models.petition import Petition, PetitionState
from petition.services import petitions, previewing
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.private_links import handed_out


@dataclass(frozen=True)
class Rendered:
    """A text as it will be set, in its own language."""

    html: Markup
    language: str


@bp.get("/organise/<slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """To the page itself, in its own language: nobody has to find out where it is."""
    petition = petition_or_404(slug, Verb.SEE_FIGURES)
    if _is_shown_to_all(petition):
        return redirect(_public_url(petition), 303)
    spoken = petition.language if petition.language in settings.languages else None
    return redirect(url_for("public.preview", token=previewing.link_token(petition), lang=spoken), 303)


@bp.get("/organise/<slug>/preview/link")
def preview_link(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    if _is_shown_to_all(petition):
        return redirect(_public_url(petition), 303)
    links = handed_out(petition, "public.preview", token=previewing.link_token(petition))
    return render_template("organiser/previewing/link.html", line=line_of(petition), links=links, token=FlaskForm())


@bp.post("/organise/<slug>/preview/link")
def renew_preview_link(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    try:
        previewing.renew_link(petition, by=g.organiser.public_id)
    except CannotChangeState:
        # The page that the link is asked for on leads to the public one by now.
        db.session.rollback()
        return redirect(url_for(".preview_link", slug=slug), 303)
    db.session.commit()
    return redirect(url_for(".preview_link", slug=slug), 303)


@bp.post("/organise/<slug>/edit/markdown")
def read_markdown(slug: str) -> ResponseReturnValue:
    """What was typed into a field named `text`, as readers will see it: a piece of a page, for the editor's script."""
    petition = petition_or_404(slug, Verb.EDIT)
    typed = request.form.get("text", "")
    if len(typed) > markdown.MAX_LENGTH:
        abort(413)
    asked = request.form.get("language", "")
    language = asked if asked in petition.languages else petition.language
    return render_template("organiser/previewing/text.html", rendered=rendered(typed, language))


def rendered(text: str, language: str) -> Rendered:
    """Markdown as its page sets it."""
    return Rendered(markdown.render(text), language)


def _is_shown_to_all(petition: Petition) -> bool:
    """Also one that was hidden: of that the public page says why."""
    return petition.is_public or petition.state is PetitionState.HIDDEN


def _public_url(petition: Petition) -> str:
    return url_for("public.petition", slug=petitions.current_slug(petition))
