"""The form's target, and the page that says: look into your mail."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.backends.limits import LimitState
from petition.extensions import db, limiter, limiter_state
from petition.lib import text
from petition.models.signature import HoldRule
from petition.services import confirming, identity, signing, sources
from petition.services.errors import NoTriesLeft
from petition.services.origins import Pressed
from petition.web import doubting, languages
from petition.web.public import bp, challenges, coming_from, ladder, origins, waiting_cookie
from petition.web.public.confirming import to_what_came_of_it
from petition.web.public.flooding import answers_floods_to
from petition.web.public.kept_pages import words_or_404
from petition.web.public.petition import form_context, sign_form
from petition.web.public.petition_page import PetitionPage
from petition.web.public.waiting_forms import AddressForm, CodeForm

# Floods only: 200 people behind one address must all get through, be it in ten minutes or at once.
PER_NETWORK = "300 per minute; 900 per 10 minutes"
# A shared limit, because those do not show in headers: how many others sign just now is nobody's business.
PER_PETITION = "6000 per minute"
CODES_PER_NETWORK = "200 per minute; 600 per hour"


@bp.post("/petitions/<slug>/sign")
@limiter.limit(ladder.per_network(PER_NETWORK))
@limiter.shared_limit(PER_PETITION, scope="sign", key_func=lambda: str((request.view_args or {}).get("slug")))
def sign(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    form = sign_form(page)
    if not form.validate_on_submit():
        return render_template("public/signing/form.html", **form_context(page, form)), 422
    solution = challenges.solution_in(form)
    networks = origins.of_form(page.petition, solution)
    public_id = signing.submit(
        page.petition,
        form.identity(),
        revision=page.revision_read(form.revision.data),
        language=languages.current_language(),
        ref=sources.known(page.petition, coming_from.code()),
        doubts=[
            *([HoldRule.HONEYPOT] if form.website.data else []),
            *ladder.doubts_at(page.petition, solution, form.mail.data or ""),
            *_doubts_about(form.mail.data or ""),
        ],
        networks=networks,
    )
    return _to_waiting_page(page, public_id)


@bp.get("/petitions/<slug>/check-your-mail")
def check_your_mail(slug: str) -> ResponseReturnValue:
    return _waiting_page(words_or_404(slug), CodeForm(), AddressForm())


@bp.post("/petitions/<slug>/code")
@limiter.limit(ladder.per_network(CODES_PER_NETWORK))
def type_code(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    form = CodeForm()
    if not form.validate_on_submit():
        return _waiting_page(page, form, AddressForm(None)), 422
    waiting = waiting_cookie.submission()
    if waiting is None or waiting.petition_id != page.petition.id:
        return _code_problem(page, form, _another_way())
    place = origins.place_now(page.petition)
    try:
        found = confirming.try_code(waiting, text.ascii_digits(form.code.data or ""))
    except NoTriesLeft:
        return _code_problem(page, form, _another_way())
    if found is None:
        db.session.commit()
        return _code_problem(page, form, gettext("That is not the code. Look into the newest mail from us."))
    token = confirming.link_token(found)
    pressed = Pressed(place, tuple(ladder.doubts_of_press(found)))
    signature = confirming.confirm(found, identity.of_submission(found), same_browser=True, pressed=pressed)
    response = to_what_came_of_it(token, signature, is_discreet=page.is_discreet)
    db.session.commit()
    return response


@bp.post("/petitions/<slug>/correct-address")
@limiter.limit(ladder.per_network(PER_NETWORK))
def correct_address(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    form = AddressForm()
    waiting = waiting_cookie.submission()
    if not form.validate_on_submit():
        return _waiting_page(page, CodeForm(None), form), 422
    if waiting is None or waiting.petition_id != page.petition.id:
        return redirect(url_for(".petition", slug=slug, _anchor="sign"), 303)
    mail, networks = form.mail.data or "", origins.of_form(page.petition, None)
    # The work was asked of the form that it corrects, whose doubts stay.
    doubts = [*ladder.doubts_at(page.petition, None, mail, is_correction=True), *_doubts_about(mail)]
    corrected = signing.correct_address(waiting, mail, doubts=doubts, networks=networks)
    return _to_waiting_page(page, corrected)


@answers_floods_to("sign")
def form_in_a_flood() -> str:
    page = words_or_404((request.view_args or {})["slug"])
    return render_template("errors/too_many.html", **form_context(page, sign_form(page)))


@answers_floods_to("type_code", "correct_address")
def waiting_page_in_a_flood() -> str:
    page = words_or_404((request.view_args or {})["slug"])
    return _waiting_page(page, CodeForm(), AddressForm(), is_too_many=True)


def _doubts_about(mail: str) -> list[HoldRule]:
    """What staff doubt, and whatever is sent while limits are not shared, is taken as ever, and held.

    To be asked last: whoever counts before may be the first to notice that they are not.
    """
    limits_away = [HoldRule.LIMITS_AWAY] if limiter_state() is LimitState.FALLBACK else []
    return [*doubting.doubts_about(mail), *limits_away]


def _to_waiting_page(page: PetitionPage, public_id: str) -> ResponseReturnValue:
    response = make_response(redirect(url_for(".check_your_mail", slug=(request.view_args or {})["slug"]), 303))
    waiting_cookie.put(response, public_id, is_discreet=page.is_discreet)
    # The commit that holds submission and mail comes before any word of thanks, and last: nothing is read again.
    db.session.commit()
    return response


def _waiting_page(
    page: PetitionPage, code_form: CodeForm, address_form: AddressForm, *, is_too_many: bool = False
) -> str:
    return render_template(
        "public/signing/check_your_mail.html",
        page=page,
        code_form=code_form,
        address_form=address_form,
        code_url=url_for(".type_code", slug=page.slug),
        address_url=url_for(".correct_address", slug=page.slug),
        delay=_delay(),
        is_same_browser=waiting_cookie.named() is not None,
        is_too_many=is_too_many,
    )


def _delay() -> str | None:
    """How long mails take just now, where it is worth saying."""
    minutes = signing.mail_delay_minutes()
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes)) if minutes > 1 else None


def _code_problem(page: PetitionPage, form: CodeForm, words: str) -> ResponseReturnValue:
    form.code.errors = [words]
    return _waiting_page(page, form, AddressForm(None)), 422


def _another_way() -> str:
    return str(gettext("This code can no longer be typed here. The link in the mail still works."))
