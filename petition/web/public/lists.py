"""Lists: open petitions, a petition's public names and comments, a team's page."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.team import Team, TeamState
from petition.services import listing
from petition.web import languages
from petition.web.public import bp
from petition.web.public.count_view import CountView
from petition.web.public.loading import petition_or_404
from petition.web.public.petition_page import page_of

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
    before = request.args.get("before", type=int)
    names = listing.names(petition, limit=NAMES_PER_PAGE + 1, before=before)
    shown = names[:NAMES_PER_PAGE]
    older = url_for(".signatures", slug=slug, before=shown[-1].id) if len(names) > NAMES_PER_PAGE else None
    body = render_template(
        "public/signatures/index.html",
        page=page_of(petition),
        count=CountView(petition),
        voices=shown,
        older_url=older,
        is_first=before is None,
    )
    return body, {"X-Robots-Tag": "noindex"}


@bp.get("/teams/<slug>")
def team(slug: str) -> ResponseReturnValue:
    found = db.session.scalar(select(Team).where(Team.slug == slug, Team.state == TeamState.ACTIVE))
    if found is None:
        abort(404)
    published = listing.published_by(found)
    return render_template("public/teams/show.html", team=found, petitions=_cards(published))


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html")


def _list_of_petitions() -> ResponseReturnValue:
    search = request.args.get("q", "").replace("\0", "")[:SEARCH_LENGTH].strip()
    number = min(max(request.args.get("page", 1, type=int), 1), HIGHEST_PAGE)
    found, has_more = listing.open_petitions(search=search, page=number)
    return render_template(
        "public/home/index.html",
        petitions=_cards(found),
        search=search,
        newer_url=url_for(".petitions", q=search or None, page=number - 1) if number > 1 else None,
        older_url=url_for(".petitions", q=search or None, page=number + 1) if has_more else None,
    )


def _cards(found: list[Petition]) -> list[dict[str, object]]:
    return [{"page": page_of(petition), "count": CountView(petition)} for petition in found]
