"""News of a petition that nobody got by mail, and letting one be mailed although another was a short while ago."""

from dataclasses import dataclass

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from petition.extensions import db
from petition.lib import markdown
from petition.models.news import Update
from petition.models.petition import Petition
from petition.services import mailing_sooner, petitions, update_mailings, writing_updates
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed, UpdateIsGone
from petition.web import formats, languages, paging, stepping_up
from petition.web.petition_words import PetitionWords
from petition.web.reason_form import ReasonForm
from petition.web.said import Said
from petition.web.staff import bp

PLACE = "/staff/petitions/<slug>/updates"


@dataclass(frozen=True)
class News:
    """One update, in the language of the page where it speaks it."""

    update: Update

    @property
    def title(self) -> Said:
        words = self.update.text_in(languages.current_language(), self.update.petition.language)
        return Said(words.title, words.language)

    @property
    def text(self) -> Markup:
        return markdown.render(self.update.text_in(self.title.language, self.update.petition.language).text)

    @property
    def day(self) -> str:
        published_at = self.update.published_at
        return formats.day_in(published_at, self.update.petition.zone) if published_at else ""

    @property
    def can_be_mailed(self) -> bool:
        return mailing_sooner.can_begin(self.update)

    @property
    def is_mailed(self) -> bool:
        return update_mailings.of(self.update) is not None


@bp.get(PLACE)
def updates_not_mailed(slug: str) -> ResponseReturnValue:
    petition = _petition_or_404(slug)
    before = paging.before(paging.HIGHEST_NUMBER)
    found, has_more = mailing_sooner.not_mailed(petition, before=before)
    return render_template(
        "staff/mailing_sooner/index.html",
        words=PetitionWords(petition),
        can_be_mailed=update_mailings.can_be_mailed(petition),
        next_at=_next_at(petition),
        found=[News(one) for one in found],
        older_url=url_for(".updates_not_mailed", slug=slug, before=found[-1].number) if has_more else None,
        first_url=url_for(".updates_not_mailed", slug=slug) if before is not None else None,
    )


@bp.get(f"{PLACE}/<public_id>")
def update_not_mailed(slug: str, public_id: str) -> ResponseReturnValue:
    return _page(_there(slug, public_id), ReasonForm(None))


@bp.post(f"{PLACE}/<public_id>/mail")
def mail_update_sooner(slug: str, public_id: str) -> ResponseReturnValue:
    there = _there(slug, public_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(there, form), 422
    # Thousands may get it, and it cannot be called back.
    stepping_up.require()
    try:
        mailing_sooner.begin(there, by=g.organiser.public_id, reason=form.reason.data or "")
    except (CannotBeMailed, CannotChangeState, UpdateIsGone):
        db.session.rollback()
        form.form_errors = [gettext("Nothing was done: it is mailed already, or cannot be mailed any more.")]
        return _page(_there(slug, public_id), form), 409
    db.session.commit()
    return redirect(url_for(".update_not_mailed", slug=slug, public_id=public_id), 303)


def _petition_or_404(slug: str) -> Petition:
    """One that was opened: until then it is its team's own business."""
    petition = petitions.by_slug(slug)
    if petition is None or not petition.is_frozen:
        abort(404)
    return petition


def _there(slug: str, public_id: str) -> Update:
    """News that its team published. What a team writes is its own business until then."""
    found = writing_updates.by_public_id(_petition_or_404(slug), public_id)
    if found is None or not found.is_published:
        abort(404)
    return found


def _next_at(petition: Petition) -> str:
    """When the next one may be mailed by its team; "" where that is now."""
    free_at = update_mailings.next_at(petition)
    return formats.moment(free_at, petition.zone) if free_at else ""


def _page(there: Update, form: ReasonForm) -> str:
    return render_template(
        "staff/mailing_sooner/show.html",
        words=PetitionWords(there.petition),
        news=News(there),
        next_at=_next_at(there.petition),
        form=form,
    )
