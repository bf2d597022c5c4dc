"""Asking to be listed under a letter: by the private link while it circulates, or by a form for everyone."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db, limiter
from petition.models.petition import Joining, Petition
from petition.models.revision import Revision
from petition.services import joining
from petition.services.errors import NotTakingSignatories, WordsChangedMeanwhile
from petition.web import languages
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.circulating import Circulation, petition_by_link
from petition.web.public.flooding import answers_floods_to
from petition.web.public.join_form import JoinForm, join_form, read_logo_ahead
from petition.web.public.petition_page import page_of

# Floods only. Lower than for signing: these are organisations, and each form may bring a picture to be decoded.
PER_NETWORK = "60 per minute; 300 per 10 minutes"
PER_PETITION = "600 per minute"


@dataclass(frozen=True)
class Way:
    """One of the two ways in, and the addresses along it."""

    petition: Petition
    page_url: str
    form_url: str
    post_url: str
    sent_url: str


def per_petition() -> str:
    named = request.view_args or {}
    return str(named.get("slug") or named.get("token"))


@bp.get("/circulating/<token>/join")
def join_by_link(token: str) -> ResponseReturnValue:
    return _show(_by_link(token))


@bp.post("/circulating/<token>/join")
@limiter.limit(PER_NETWORK)
@limiter.shared_limit(PER_PETITION, scope="join", key_func=per_petition)
def do_join_by_link(token: str) -> ResponseReturnValue:
    return _send(_by_link(token))


@bp.get("/circulating/<token>/join/check-your-mail")
def sent_by_link(token: str) -> ResponseReturnValue:
    return _sent(_by_link(token))


@bp.get("/petitions/<slug>/join")
def join(slug: str) -> ResponseReturnValue:
    return _show(_for_everyone(slug))


@bp.post("/petitions/<slug>/join")
@limiter.limit(PER_NETWORK)
@limiter.shared_limit(PER_PETITION, scope="join", key_func=per_petition)
def do_join(slug: str) -> ResponseReturnValue:
    return _send(_for_everyone(slug))


@bp.get("/petitions/<slug>/join/check-your-mail")
def sent(slug: str) -> ResponseReturnValue:
    return _sent(_for_everyone(slug))


@bp.errorhandler(NotTakingSignatories)
def list_is_closed(_error: NotTakingSignatories) -> ResponseReturnValue:
    """It comes after the deadline, only the team adds lines, or nobody does while it is suspended."""
    db.session.rollback()
    way = _way()
    # While its team is suspended the deadline may be yet to come.
    joins_until = None if way.petition.is_paused else Circulation(way.petition, way.form_url).joins_until
    body = render_template("public/joining/closed.html", page=page_of(way.petition), way=way, joins_until=joins_until)
    return body, 409


@answers_floods_to("do_join_by_link", "do_join")
def form_in_a_flood() -> str:
    way = _way()
    return _form_page(way, _form(way), is_too_many=True)


def _show(way: Way) -> ResponseReturnValue:
    form = _open_form(way)
    return _form_page(way, form if _read(way, form) else _to_read_again(way, form))


def _send(way: Way) -> ResponseReturnValue:
    _check_that_it_takes_them(way.petition)
    read_logo_ahead()
    way = _way()
    form = _open_form(way)
    if not form.validate_on_submit():
        return _form_page(way, form), 422
    try:
        _join(way, form)
    except WordsChangedMeanwhile:
        db.session.rollback()
        way = _way()
        return _form_page(way, _to_read_again(way, form)), 409
    sent_url = way.sent_url
    # The commit that holds line and mail comes before any word of thanks, and last: nothing is read again.
    db.session.commit()
    return redirect(sent_url, 303)


def _join(way: Way, form: JoinForm) -> None:
    """Raises WordsChangedMeanwhile."""
    read = _read(way, form)
    if read is None:
        raise WordsChangedMeanwhile
    joining.join(
        way.petition,
        form.line(),
        is_listed=form.is_listed,
        logo=form.logo.data,
        revision=read,
        language=languages.current_language(),
    )


def _open_form(way: Way) -> JoinForm:
    """Raises NotTakingSignatories, whatever was typed."""
    _check_that_it_takes_them(way.petition)
    return _form(way)


def _form(way: Way) -> JoinForm:
    """The page that leads here says which words were read on it."""
    return join_form(way.petition, read=request.args.get("read", "") or _newest(way))


def _newest(way: Way) -> str:
    return page_of(way.petition).revision.sha256


def _read(way: Way, form: JoinForm) -> Revision | None:
    """The words that its sender read, in whichever language; None where they are not the newest any more."""
    petition = way.petition
    newest = [petition.words_in(code) for code in petition.readable_languages]
    return next((one for one in newest if one.sha256 == (form.revision.data or _newest(way))), None)


def _to_read_again(way: Way, form: JoinForm) -> JoinForm:
    """The words are others by now: sending it once more is a choice."""
    form.revision.data = _newest(way)
    form.form_errors = [
        gettext("The text was changed since you read it. Read it once more, then send this if you still sign it.")
    ]
    return form


def _check_that_it_takes_them(petition: Petition) -> None:
    if not petition.takes_signatories:
        raise NotTakingSignatories


def _sent(way: Way) -> ResponseReturnValue:
    return render_template("public/joining/check_your_mail.html", page=page_of(way.petition), way=way)


def _form_page(way: Way, form: JoinForm, *, is_too_many: bool = False) -> str:
    return render_template(
        "public/joining/form.html",
        page=page_of(way.petition),
        way=way,
        circulation=Circulation(way.petition, way.form_url),
        form=form,
        is_too_many=is_too_many,
    )


def _way() -> Way:
    """The one that the address at hand belongs to."""
    named: dict[str, Any] = request.view_args or {}
    return _by_link(named["token"]) if "token" in named else _for_everyone(named["slug"])


def _by_link(token: str) -> Way:
    """Raises PrivateLinkIsGone."""
    return Way(
        petition_by_link(token),
        page_url=url_for(".circulating", token=token),
        form_url=url_for(".join_by_link", token=token),
        post_url=url_for(".do_join_by_link", token=token),
        sent_url=url_for(".sent_by_link", token=token),
    )


def _for_everyone(slug: str) -> Way:
    """404 where only those who were given the private link may join."""
    petition = petition_or_404(slug)
    if petition.joining is not Joining.EVERYONE:
        abort(404)
    return Way(
        petition,
        page_url=url_for(".petition", slug=slug),
        form_url=url_for(".join", slug=slug),
        post_url=url_for(".do_join", slug=slug),
        sent_url=url_for(".sent", slug=slug),
    )
