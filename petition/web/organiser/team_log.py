"""A team's log, newest first."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from petition.services import team_log as log
from petition.services.permissions import Verb
from petition.web import paging
from petition.web.log_line import log_line
from petition.web.organiser import bp
from petition.web.organiser.loading import team_or_404
from petition.web.organiser.team_line import line_of_team


@bp.get("/organise/teams/<slug>/log")
def team_log(slug: str) -> ResponseReturnValue:
    team = team_or_404(slug, Verb.SEE_LOG)
    before = paging.before()
    found, has_more = log.page_of(team, before=before)
    named = log.named_in(found)
    return render_template(
        "organiser/teams/log.html",
        line=line_of_team(team),
        lines=[log_line(one, named) for one in found],
        older_url=url_for(".team_log", slug=slug, before=found[-1].id) if has_more else None,
        first_url=url_for(".team_log", slug=slug) if before else None,
    )
