"""Lists: open petitions, a petition's public names and comments, a team's page."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.services import listing, teams
from petition.web import languages, paging
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.petition_page import page_of
from petition.web.public.voice_view import voice_views

NAMES_PER_PAGE = 50
HIGHEST_PAGE = 1000
SEARCH_LENGTH = 100


@bp.get("/")
def home() -> ResponseReturnValue:
    if not languages.is_in_address():
        # The one page whose language is negotiated; every other address says its own.
        response = make_response(redirect(url_for(".home", lang=languages.negotiated()), 302))
        response.vary.add("Accept-Language")
        return response
    return _list_of_petitions()


@bp.get("/petitions")
def petitions() -> ResponseReturnValue:
    return _list_of_petitions()


@bp.get("/petitions/<slug>/signatures")
def signatures(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug)
    if not petition.abilities.people_sign:
        abort(404)
    before = paging.before_id()
    names = listing.names(petition, limit=NAMES_PER_PAGE + 1, before=before)
    shown = names[:NAMES_PER_PAGE]
    older = url_for(".signatures", slug=slug, before=shown[-1].public_id) if len(names) > NAMES_PER_PAGE else None
    page = page_of(petition)
    body = render_template(
        "public/signatures/index.html",
        page=page,
        petition_url=page.url,
        count=page.count,
        signatures=voice_views(shown, page.url),
        next_url=older,
        first_url=url_for(".signatures", slug=slug) if before is not None else None,
    )
    return body, {"X-Robots-Tag": "noindex"}


@bp.get("/teams/<slug>")
def team(slug: str) -> ResponseReturnValue:
    found = teams.at(slug)
    if found is None:
        abort(404)
    pages = [page_of(petition) for petition in listing.published_by(found)]
    return render_template(
        "public/teams/show.html",
        team=found,
        open_petitions=[page for page in pages if page.is_open or page.is_paused],
        closed_petitions=[page for page in pages if page.is_closed],
    )


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html")


def _list_of_petitions() -> ResponseReturnValue:
    search = request.args.get("q", "").replace("\0", "")[:SEARCH_LENGTH].strip()
    number = min(max(request.args.get("page", 1, type=int), 1), HIGHEST_PAGE)
    found, has_more = listing.open_petitions(search=search, page=number)
    return render_template(
        "public/home/index.html",
        petitions=[page_of(petition) for petition in found],
        query=search,
        search_url=url_for(".petitions"),
        previous_url=url_for(".petitions", q=search or None, page=number - 1) if number > 1 else None,
        next_url=url_for(".petitions", q=search or None, page=number + 1) if has_more else None,
    )
