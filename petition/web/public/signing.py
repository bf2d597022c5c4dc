"""The form's target, and the page that says: look into your mail."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter import RateLimitExceeded

from petition.extensions import db, limiter
from petition.lib import text
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.submission import Submission
from petition.services import confirming, identity, signing
from petition.services.errors import NoTriesLeft
from petition.web import languages
from petition.web.public import bp, waiting_cookie
from petition.web.public.loading import petition_or_404
from petition.web.public.petition import show_context, sign_form
from petition.web.public.petition_page import page_of
from petition.web.public.waiting_forms import AddressForm, CodeForm

# Floods only: 200 people behind one address in ten minutes must all get through.
PER_NETWORK = "120 per minute; 600 per 10 minutes"
PER_PETITION = "6000 per minute"
CODES_PER_NETWORK = "30 per minute; 200 per hour"


@bp.post("/petitions/<slug>/sign")
@limiter.limit(PER_NETWORK)
@limiter.limit(PER_PETITION, key_func=lambda: str((request.view_args or {}).get("slug")))
def sign(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug)
    page = page_of(petition)
    form = sign_form(page)
    if not form.validate_on_submit():
        return render_template("public/signing/form.html", **show_context(page, form)), 422
    submission = signing.submit(
        petition,
        form.identity(),
        revision=page.revision,
        language=languages.current_language(),
        doubts=[HoldRule.HONEYPOT] if form.website.data else [],
    )
    return _to_waiting_page(petition, submission)


@bp.get("/petitions/<slug>/check-your-mail")
def check_your_mail(slug: str) -> ResponseReturnValue:
    return _waiting_page(petition_or_404(slug), CodeForm(), AddressForm())


@bp.post("/petitions/<slug>/code")
@limiter.limit(CODES_PER_NETWORK)
def type_code(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug)
    form = CodeForm()
    if not form.validate_on_submit():
        return _waiting_page(petition, form, AddressForm(None)), 422
    waiting = waiting_cookie.submission()
    if waiting is None or waiting.petition_id != petition.id:
        return _code_problem(petition, form, _another_way())
    try:
        found = confirming.try_code(waiting, text.ascii_digits(form.code.data or ""))
    except NoTriesLeft:
        return _code_problem(petition, form, _another_way())
    if found is None:
        db.session.commit()
        return _code_problem(petition, form, gettext("That is not the code. Look into the newest mail from us."))
    token = confirming.link_token(found)
    confirming.confirm(found, identity.of_submission(found), same_browser=True)
    db.session.commit()
    return redirect(url_for(".confirm", token=token), 303)


@bp.post("/petitions/<slug>/correct-address")
@limiter.limit(PER_NETWORK)
def correct_address(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug)
    form = AddressForm()
    waiting = waiting_cookie.submission()
    if not form.validate_on_submit():
        return _waiting_page(petition, CodeForm(None), form), 422
    if waiting is None or waiting.petition_id != petition.id:
        return redirect(url_for(".petition", slug=slug, _anchor="sign"), 303)
    return _to_waiting_page(petition, signing.correct_address(waiting, form.mail.data or ""))


@bp.errorhandler(RateLimitExceeded)
def too_many(limit: RateLimitExceeded) -> ResponseReturnValue:
    """A flood: say so plainly, and keep what was typed."""
    db.session.rollback()
    slug = (request.view_args or {}).get("slug", "")
    page = page_of(petition_or_404(slug))
    form = sign_form(page)
    form.form_errors = [gettext("Very many people are signing from your network. Wait a minute, then send it again.")]
    body = render_template("public/signing/form.html", **show_context(page, form))
    return body, 429, {"Retry-After": "60"}


def _to_waiting_page(petition: Petition, submission: Submission) -> ResponseReturnValue:
    # The commit that holds submission and mail comes before any word of thanks.
    db.session.commit()
    response = make_response(redirect(url_for(".check_your_mail", slug=(request.view_args or {})["slug"]), 303))
    waiting_cookie.put(response, submission)
    return response


def _waiting_page(petition: Petition, code_form: CodeForm, address_form: AddressForm) -> str:
    page = page_of(petition)
    return render_template(
        "public/signing/check_your_mail.html",
        page=page,
        code_form=code_form,
        address_form=address_form,
        code_url=url_for(".type_code", slug=page.slug),
        address_url=url_for(".correct_address", slug=page.slug),
        has_cookie=waiting_cookie.named() is not None,
        delay_minutes=signing.mail_delay_minutes(),
    )


def _code_problem(petition: Petition, form: CodeForm, words: str) -> ResponseReturnValue:
    form.code.errors = [words]
    return _waiting_page(petition, form, AddressForm(None)), 422


def _another_way() -> str:
    return str(gettext("This code can no longer be typed here. The link in the mail still works."))
