"""News on a petition as its team sees it: what is written, what waits, what was published."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import updates as news
from petition.services import writing_updates
from petition.services.permissions import Verb
from petition.services.update_errors import TooManyDrafts
from petition.web import formats, paging
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.mailing_view import mailings_of
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.update_line import UpdateLine

PLACE = "/organise/<slug>/updates"


@bp.get(PLACE)
def updates(slug: str) -> ResponseReturnValue:
    return _page(petition_or_404(slug, Verb.PUBLISH_NEWS))


@bp.post(PLACE)
def begin_update(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
    try:
        made = writing_updates.begin(petition, by=g.organiser.public_id)
    except TooManyDrafts:
        db.session.rollback()
        most = formats.number(writing_updates.MOST_DRAFTS)
        problem = gettext("There are %(most)s drafts already. Publish or delete one of them first.", most=most)
        return _page(petition_or_404(slug, Verb.PUBLISH_NEWS), problem), 409
    public_id = made.public_id
    db.session.commit()
    return redirect(url_for(".update", slug=slug, public_id=public_id), 303)


def _page(petition: Petition, problem: str = "") -> str:
    before = paging.before(paging.HIGHEST_NUMBER)
    found = news.once_published(petition, limit=news.PER_PAGE + 1, before=before)
    shown = found[: news.PER_PAGE]
    token = FlaskForm(None)
    if problem:
        token.form_errors = [problem]
    line = line_of(petition)
    return render_template(
        "organiser/updates/index.html",
        line=line,
        drafts=[UpdateLine(update) for update in writing_updates.drafts(petition)] if before is None else [],
        published=[UpdateLine(update) for update in shown],
        mailings=mailings_of(shown),
        older_url=url_for(".updates", slug=line.slug, before=shown[-1].number) if len(found) > len(shown) else None,
        first_url=url_for(".updates", slug=line.slug) if before is not None else None,
        token=token,
    )
