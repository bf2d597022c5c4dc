"""Starting a petition: from nothing, from one of ours that is written halfway, or from a copy."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.petition import Petition
from petition.models.team import Team
from petition.services import drafting, permissions, petitions, starters, workspace
from petition.services.errors import InvalidSection, NotPermitted
from petition.services.permissions import Verb
from petition.web import languages
from petition.web.organiser import bp
from petition.web.organiser.begin_form import NOTHING, BeginForm


@bp.get("/organise/new")
def begin() -> ResponseReturnValue:
    teams = _teams()
    return _page(_form(teams) if teams else None)


@bp.post("/organise/new")
def do_begin() -> ResponseReturnValue:
    teams = _teams()
    if not teams:
        raise NotPermitted
    form = _form(teams)
    if not form.validate_on_submit():
        return _page(form), 422
    chosen = form.team.data if form.team else teams[0].slug
    try:
        made = _make(form, next(team for team in teams if team.slug == chosen))
    except InvalidSection:
        db.session.rollback()
        form = _form(_teams())
        form.validate()
        form.form_errors.append(
            gettext("We cannot begin with this one. Begin with another one, or with an empty page.")
        )
        return _page(form), 422
    slug = petitions.current_slug(made)
    db.session.commit()
    return redirect(url_for(".edit", slug=slug), 303)


def _make(form: BeginForm, team: Team) -> Petition:
    """What was wished for; where it was sent twice, what the first one made."""
    by, title, language = g.organiser.public_id, form.title.data or "", form.language.data
    if form.is_a_copy:
        source = _copied(form)
        there = drafting.begun_just_now(team, by=by, of={"copied": source.public_id})
        return there or drafting.copy_of(source, team=team, by=by)
    if form.start.data == NOTHING:
        kind = PetitionKind(form.kind.data)
        there = drafting.begun_just_now(team, by=by, title=title, of={}, kind=kind, language=language)
        return there or drafting.begin(team, kind=kind, language=language, title=title, by=by)
    there = drafting.begun_just_now(team, by=by, title=title, of={"starter": form.start.data}, language=language)
    return there or drafting.from_starter(team, form.start.data, language=language, title=title, by=by)


def _copied(form: BeginForm) -> Petition:
    found = petitions.by_slug(form.copied.data)
    if found is None:
        raise LookupError("what can be chosen is there")
    return found


def _teams() -> list[Team]:
    return permissions.teams_where(g.organiser, Verb.MAKE_PETITION)


def _form(teams: list[Team]) -> BeginForm:
    offered = starters.named(languages.current_language())
    return BeginForm().offer(teams, offered, workspace.petitions_to_copy(g.organiser))


def _page(form: BeginForm | None) -> str:
    return render_template("organiser/beginning/new.html", form=form)
