"""What a team can still change in the words of a petition that people sign: corrections, translations, copies."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db, settings
from petition.models.petition import Petition, PetitionState
from petition.models.revision import Revision
from petition.services import revising
from petition.services.errors import CannotChangeState
from petition.services.permissions import Verb
from petition.services.revision_errors import InvalidRevision, RevisedMeanwhile, RevisionTooLarge
from petition.web import formats, languages
from petition.web.correction_view import asked_by_team
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.revision_form import CopyForm, RevisionForm, TranslationForm, copy_form
from petition.web.organiser.revision_refusal import already_there, in_words
from petition.web.revision_view import ChangedPart, changed_parts, changes_of

PLACE = "/organise/<slug>/revise"
# The button that shows a correction without making it.
AGAIN = "again"


@bp.get(PLACE, endpoint="revising")
def index(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    there = petition.readable_languages
    return render_template(
        "organiser/revising/index.html",
        line=line_of(petition),
        is_open=petition.state is PetitionState.OPEN,
        takes_copies=petition.abilities.has_addressees and petition.state in revising.TAKES_COPIES,
        languages_there=[(code, formats.language_name(code), petition.is_outdated(code)) for code in there],
        languages_to_add=[(code, formats.language_name(code)) for code in settings.languages if code not in there],
        changes=changes_of(petition),
        asked=asked_by_team(petition),
        token=FlaskForm(None),
    )


@bp.get(f"{PLACE}/<language>")
def revision(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    if petition.state is not PetitionState.OPEN:
        return _to_check(slug)
    shown = words_or_404(petition, language)
    form = RevisionForm(data={**revising.words_of(shown), "seen": shown.sha256}).only_for(shown)
    return revision_page(petition, shown, form)


@bp.post(f"{PLACE}/<language>")
def revise(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    shown = words_or_404(petition, language)
    form = RevisionForm().only_for(shown)
    is_shown_again = AGAIN in request.form
    if not form.validate_on_submit() or not (is_shown_again or form.has_reason()):
        return revision_page(petition, shown, form), 422
    try:
        if is_shown_again:
            after = revising.corrected(petition, language, form.words())
            return revision_page(petition, shown, form, parts=changed_parts(revising.words_of(shown), after))
        revising.revise(
            petition,
            language,
            form.words(),
            reason=form.reason.data or "",
            by=g.organiser.public_id,
            seen=form.seen.data,
        )
    except RevisedMeanwhile:
        return both_versions(slug, language, form), 409
    except (InvalidRevision, CannotChangeState) as refusal:
        return refused(slug, language, form, refusal)
    db.session.commit()
    return redirect(url_for(".revising", slug=slug), 303)


@bp.post(f"{PLACE}/<language>/fits")
def look_through(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    words_or_404(petition, language)
    try:
        revising.look_through(petition, language, source=request.form.get("source", ""), by=g.organiser.public_id)
    except CannotChangeState:
        # Closed or hidden meanwhile: the page it leads to says so.
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".revising", slug=slug), 303)


@bp.get("/organise/<slug>/translate/<language>")
def translation(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    if petition.state is not PetitionState.OPEN:
        return _to_check(slug)
    _speaks_or_404(language)
    if language in petition.readable_languages:
        return redirect(url_for(".revision", slug=slug, language=language), 303)
    # Somebody may have begun it before opening.
    form = TranslationForm(obj=petition.latest(language)).beside(petition.words_in(petition.language))
    return _translation_page(petition, language, form)


@bp.post("/organise/<slug>/translate/<language>")
def add_translation(slug: str, language: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    _speaks_or_404(language)
    form = TranslationForm().beside(petition.words_in(petition.language))
    if not form.validate_on_submit() or not form.says_all(revising.needed(petition)):
        return _translation_page(petition, language, form), 422
    try:
        source = request.form.get("source", "")
        revising.add_translation(petition, language, form.words(), by=g.organiser.public_id, source=source)
    except (RevisedMeanwhile, InvalidRevision, CannotChangeState) as refusal:
        db.session.rollback()
        petition = petition_or_404(slug, Verb.EDIT)
        is_there = language in petition.readable_languages
        form.form_errors = [already_there() if is_there else in_words(refusal, petition)]
        return _translation_page(petition, language, form, is_there=is_there), 409
    db.session.commit()
    return redirect(url_for(".revising", slug=slug), 303)


@bp.get("/organise/<slug>/copies")
def new_copy(slug: str) -> ResponseReturnValue:
    petition = _with_copies_or_404(slug)
    if petition.state not in revising.TAKES_COPIES:
        return _to_check(slug)
    return _copy_page(petition, copy_form(petition))


@bp.post("/organise/<slug>/copies")
def add_copy(slug: str) -> ResponseReturnValue:
    petition = _with_copies_or_404(slug)
    form = copy_form(petition)
    if not form.validate_on_submit() or not form.names_them(petition.language):
        return _copy_page(petition, form), 422
    try:
        revising.add_copy(petition, form.texts(), by=g.organiser.public_id)
    except CannotChangeState as refusal:
        db.session.rollback()
        petition = petition_or_404(slug, Verb.EDIT)
        form.form_errors = [in_words(refusal, petition)]
        return _copy_page(petition, form), 409
    db.session.commit()
    return redirect(url_for(".revising", slug=slug), 303)


def words_or_404(petition: Petition, language: str) -> Revision:
    """The words in a language that readers find it in."""
    if language not in petition.readable_languages:
        abort(404)
    return petition.words_in(language)


def _with_copies_or_404(slug: str) -> Petition:
    petition = petition_or_404(slug, Verb.EDIT)
    if not petition.abilities.has_addressees:
        abort(404)
    return petition


def _speaks_or_404(language: str) -> None:
    if language not in settings.languages:
        abort(404)


def both_versions(slug: str, language: str, form: RevisionForm) -> str:
    """What a colleague changed meanwhile, above what was typed; saving again is then a choice."""
    db.session.rollback()
    petition = petition_or_404(slug, Verb.EDIT)
    now = words_or_404(petition, language)
    seen = next((one for one in petition.revisions if one.sha256 == form.seen.data), None)
    theirs = changed_parts(revising.words_of(seen), revising.words_of(now)) if seen else []
    form.seen.data = now.sha256
    form.form_errors = [in_words(RevisedMeanwhile())]
    return revision_page(petition, now, form, theirs=theirs)


def refused(slug: str, language: str, form: RevisionForm, refusal: Exception) -> ResponseReturnValue:
    db.session.rollback()
    petition = petition_or_404(slug, Verb.EDIT)
    form.form_errors = [in_words(refusal, petition)]
    status = 409 if isinstance(refusal, CannotChangeState) else 422
    asks_staff = isinstance(refusal, RevisionTooLarge)
    return revision_page(petition, words_or_404(petition, language), form, asks_staff=asks_staff), status


def revision_page(
    petition: Petition,
    shown: Revision,
    form: RevisionForm,
    *,
    parts: list[ChangedPart] | None = None,
    theirs: list[ChangedPart] | None = None,
    asks_staff: bool = False,
) -> str:
    """`asks_staff` where it is too large for the team, and those who run the site can be asked to allow it."""
    after = {**revising.words_of(shown), **form.words()} if parts is not None else revising.words_of(shown)
    return render_template(
        "organiser/revising/revise.html",
        line=line_of(petition),
        shown=shown,
        language=formats.language_name(shown.language),
        text_dir=languages.direction(shown.language),
        form=form,
        share=formats.percent(revising.share_of(petition, shown.language, after)),
        most=formats.percent(revising.LARGEST_SHARE),
        parts=parts,
        theirs=theirs,
        asks_staff=asks_staff,
        is_outdated=petition.is_outdated(shown.language),
        source=petition.words_in(petition.language).sha256,
        token=FlaskForm(None),
    )


def _translation_page(petition: Petition, language: str, form: TranslationForm, *, is_there: bool = False) -> str:
    """Beside the words in the petition's own language, or beside those that a colleague published meanwhile."""
    own = petition.words_in(language if is_there else petition.language)
    return render_template(
        "organiser/revising/translate.html",
        line=line_of(petition),
        code=language,
        language=formats.language_name(language),
        text_dir=languages.direction(language),
        own=own,
        is_there=is_there,
        own_language=formats.language_name(own.language),
        own_dir=languages.direction(own.language),
        form=form,
    )


def _copy_page(petition: Petition, form: CopyForm) -> str:
    return render_template(
        "organiser/revising/copy.html",
        line=line_of(petition),
        form=form,
        language_names={code: formats.language_name(code) for code in form.languages},
        directions={code: languages.direction(code) for code in form.languages},
    )


def _to_check(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".check", slug=slug), 303)
