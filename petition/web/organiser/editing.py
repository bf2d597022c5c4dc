"""The editor: a petition's sections on one page, each saved by itself; the second of two savers sees both versions."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.lib import clock
from petition.models.consent import ConsentPurpose
from petition.models.petition import Petition
from petition.services import consents, petitions, sections
from petition.services.errors import InvalidSection, NoSuchSection, SectionChangedMeanwhile, SectionIsFrozen
from petition.services.permissions import Verb
from petition.services.sections import Section
from petition.web import browsers, formats
from petition.web.organiser import bp
from petition.web.organiser.editor_sections import (
    SectionView,
    groups_of,
    is_section,
    section_gone,
    section_of,
    typed_into,
)
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.picture_form import read_picture_ahead
from petition.web.organiser.previewing import rendered
from petition.web.organiser.rows import rearranged
from petition.web.organiser.section_lines import line_of_section, needs
from petition.web.organiser.signing_forms import what_comments_cost, what_it_costs
from petition.web.organiser.team_line import line_of_team
from petition.web.organiser.terms_forms import what_kinds_do
from petition.web.said import Said

PLACE = "/organise/<slug>/edit"
# The wish to see a text as readers will.
READ = "read"
# What a form carries that was shown beside what somebody else saved.
CONFLICT = "conflict"


@bp.get(PLACE)
def edit(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    return _page(petition, is_unplanned="plan" in request.args and not petition.opens_itself and not petition.is_frozen)


@bp.post(f"{PLACE}/<section>")
def save_section(slug: str, section: str) -> ResponseReturnValue:
    wish = request.form.get("again")
    petition = petition_or_404(slug, Verb.EDIT)
    if section == Section.PICTURE:
        read_picture_ahead()
        petition = petition_or_404(slug, Verb.EDIT)
    if not wish:
        # Whoever was before us is through with it from here on: moved a row, say, or handed the petition over.
        petitions.wait_for(petition)
        petition = petition_or_404(slug, Verb.EDIT)
    if section not in sections.names_for(petition):
        return _gone_meanwhile(petition, section), 409
    view, was_planned = section_of(petition, section, sent=request.form), petition.opens_itself
    if _is_asked_no_more(view):
        return _frozen_meanwhile(slug, section), 409
    if wish:
        return _again(petition, section, wish)
    _stay_in_conflict(view)
    if not view.form.validate():
        return _refused(petition, view), 422
    view.form.is_express = not browsers.want_json()
    try:
        seen = sections.save(
            petition, section, view.form.values(), seen=view.form.seen.data or "", by=g.organiser.public_id
        )
    except SectionChangedMeanwhile:
        return _changed_meanwhile(slug, view), 409
    except SectionIsFrozen:
        return _frozen_meanwhile(slug, section), 409
    except NoSuchSection:
        abort(404)
    except InvalidSection as refusal:
        db.session.rollback()
        view.form.refuse(refusal)
        return _refused(petition, view), 422
    db.session.commit()
    return _saved(petition, section, seen, is_unplanned=was_planned and not petition.opens_itself)


def _again(petition: Petition, section: str, wish: str) -> str:
    """The section once more with all that was typed; nothing is written."""
    sent, focus = (request.form, "") if wish == READ else rearranged(request.form, wish)
    view = section_of(petition, section, sent=sent)
    view.focus, view.is_unfolded = focus, True
    _stay_in_conflict(view)
    if wish == READ and "text" in view.form:
        view.reading = rendered(view.form["text"].data or "", view.language).html
    return _page(petition, view)


def _saved(petition: Petition, section: str, seen: str, *, is_unplanned: bool) -> ResponseReturnValue:
    if browsers.want_json():
        return {
            "seen": seen,
            "saved": _plan_taken_back() if is_unplanned else _saved_at(petition),
            "told": line_of_section(petition, section),
            "needs": needs(petition),
        }
    slug = petitions.current_slug(petition)
    if is_unplanned:
        return redirect(url_for(".edit", slug=slug, plan="taken-back"), 303)
    return redirect(url_for(".edit", slug=slug, _anchor=section), 303)


def _refused(petition: Petition, view: SectionView) -> dict[str, Any] | str:
    """What is wrong, with all that was typed."""
    if browsers.want_json():
        errors: dict[str, list[str]] = {}
        for place, words in view.problems:
            errors.setdefault(place, []).append(words)
        return {"errors": errors}
    view.is_unfolded = True
    return _page(petition, view)


def _changed_meanwhile(slug: str, typed: SectionView) -> dict[str, Any] | str:
    """Both versions: what is saved now, to be read, and what was typed, to be saved over it or not."""
    petition, now = _as_it_stands(slug, typed.name)
    problem = gettext("This was changed meanwhile, by somebody else or in another window. Nothing is lost.")
    if browsers.want_json():
        return {"problem": problem}
    typed.petition, typed.form.seen.data, typed.form.kept = petition, now.form.seen.data, now.form.kept
    typed.show_beside()
    typed.problem, typed.is_unfolded = problem, True
    return _page(petition, typed)


def _is_asked_no_more(view: SectionView) -> bool:
    """Whether something was sent that the form does not ask any more: it was opened since it was shown."""
    asked = {"again", CONFLICT, *(field.short_name for field in view.form)}
    return any(key.partition("-")[0] not in asked for key in request.form)


def _frozen_meanwhile(slug: str, section: str) -> dict[str, Any] | str:
    """It was opened in between, or cannot be made less careful: what was typed is shown, to be copied."""
    petition, now = _as_it_stands(slug, section)
    problem = gettext("This cannot be changed any more, so it was not saved. What you typed stands below.")
    if browsers.want_json():
        return {"problem": problem}
    now.beside = typed_into(petition, section, request.form)
    now.problem, now.is_unfolded = problem, True
    return _page(petition, now)


def _gone_meanwhile(petition: Petition, section: str) -> dict[str, Any] | str:
    """Its kind was changed, or the language taken away: what was typed is shown, to be copied. 404 where none was."""
    if not is_section(section) or "seen" not in request.form:
        abort(404)
    gone = section_gone(petition, section, request.form)
    gone.problem = gettext(
        "This part was taken away meanwhile, with its language or with another kind, so it was not saved. "
        "What you typed stands below."
    )
    if browsers.want_json():
        return {"problem": gone.problem}
    return _page(petition, gone=gone)


def _stay_in_conflict(view: SectionView) -> None:
    """Where both versions were shown, they are until it is saved: and only its button saves it."""
    if CONFLICT in request.form:
        view.show_beside()


def _as_it_stands(slug: str, section: str) -> tuple[Petition, SectionView]:
    db.session.rollback()
    petition = petition_or_404(slug, Verb.EDIT)
    return petition, section_of(petition, section)


def _page(
    petition: Petition,
    shown: SectionView | None = None,
    *,
    gone: SectionView | None = None,
    is_unplanned: bool = False,
) -> str:
    return render_template(
        "organiser/editor/show.html",
        line=line_of(petition),
        team=line_of_team(petition.team),
        groups=groups_of(petition, shown),
        shown=shown or gone,
        gone=gone,
        unplanned=_plan_taken_back() if is_unplanned else "",
        needs=needs(petition),
        saved_at=_saved_at(petition),
        wordings=_wordings(petition),
        what_kinds_do=what_kinds_do(),
        what_it_costs=what_it_costs(),
        what_comments_cost=what_comments_cost(),
        cities=formats.zones(),
        countries=formats.countries(),
    )


def _plan_taken_back() -> str:
    return str(
        gettext("The plan to open by itself was taken back, because its hours were changed. Plan it anew there:")
    )


def _saved_at(petition: Petition) -> str:
    """When something in it was last saved, by its own clocks; empty where nothing was."""
    if petition.edited_at is None:
        return ""
    today = clock.day_in(clock.now(), petition.zone)
    time = formats.time_of_day(petition.edited_at, petition.zone, today=today)
    return str(gettext("Saved at %(time)s", time=time))


def _wordings(petition: Petition) -> list[tuple[str, list[Said]]]:
    """What signers agree to, word for word, in each language of the petition."""
    return [
        (
            formats.language_name(code),
            [Said(consents.wording(purpose, petition.team, code), code) for purpose in ConsentPurpose],
        )
        for code in petition.languages
    ]
