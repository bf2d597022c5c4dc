"""Looking up what a mail address has signed, or who did from a mail domain.

Both are sent by POST alone: they stand in no address and in no log.
"""

from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from limits import parse
from wtforms import Field, StringField, ValidationError
from wtforms.validators import InputRequired

from petition.extensions import db, limiter
from petition.lib import addresses
from petition.models.petition import Petition
from petition.models.signature import SignatureState
from petition.services import finding_by_address, finding_by_domain
from petition.services.finding_by_address import Found
from petition.services.permissions import Verb
from petition.web import mail_field
from petition.web.forms import PostedForm, cleaned
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.signature_line import line_of_signature, line_of_waiting

# By one organiser: enough to help those who write in, and too few to try lists of addresses.
MOST_AN_HOUR, MOST_A_DAY = parse("30 per hour"), parse("100 per day")
# How such a question is answered, besides its page.
IN_AN_HOUR = (429, {"Retry-After": "3600"})
PLACE = "/organise/<slug>/look-up"


class LookUpForm(PostedForm):
    mail = mail_field.mail_field()

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class DomainForm(PostedForm):
    domain = StringField(
        lazy_gettext("Mail domain"),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write a mail domain"))],
    )

    def validate_domain(self, field: Field) -> None:
        try:
            addresses.parse_domain(field.data or "")
        except addresses.InvalidAddress:
            raise ValidationError(
                gettext("Write what stands behind the @ of a mail address, like example.org")
            ) from None


@bp.get(PLACE)
def look_up(slug: str) -> ResponseReturnValue:
    return _page(_load(slug), LookUpForm(None), DomainForm(None))


@bp.post(PLACE)
def do_look_up(slug: str) -> ResponseReturnValue:
    petition, form, other = _load(slug), LookUpForm(), DomainForm(None)
    if not form.validate_on_submit():
        return _page(petition, form, other), 422
    if is_one_too_many(form):
        return _page(petition, form, other), *IN_AN_HOUR
    found = finding_by_address.find(petition, form.mail.data or "", by=g.organiser.public_id)
    page = _page(petition, form, other, found)
    db.session.commit()
    # Nothing was changed that a second press would change again, and where it could lead must not name the address.
    return page


@bp.post(f"{PLACE}/domain")
def look_up_domain(slug: str) -> ResponseReturnValue:
    """Leads to the list of those from there, which names one of them in the place of the domain."""
    petition, form, other = _load(slug), DomainForm(), LookUpForm(None)
    if not form.validate_on_submit():
        return _page(petition, other, form), 422
    if is_one_too_many(form):
        return _page(petition, other, form), *IN_AN_HOUR
    found = finding_by_domain.one_of(petition, form.domain.data or "", by=g.organiser.public_id)
    page = None if found else _page(petition, other, form, is_domain_unknown=True)
    db.session.commit()
    held: dict[str, Any] = {"state": SignatureState.HELD, "same_domain": found}
    return page or redirect(url_for(".signatures", slug=slug, **held), 303)


def is_one_too_many(form: PostedForm) -> bool:
    """Count one more question of the signed-in organiser about who signed; after very many the form says to wait."""
    if all(limiter.limiter.hit(most, "look up", g.organiser.public_id) for most in (MOST_AN_HOUR, MOST_A_DAY)):
        return False
    form.form_errors = [gettext("You looked up very many. Go on in an hour, or tomorrow.")]
    return True


def verb_to_look_up(petition: Petition) -> Verb:
    """Where signers are at risk, those who may make lists of them may ask for one of them too, and nobody else."""
    return Verb.LOOK_UP_AT_RISK if petition.is_discreet else Verb.LOOK_UP


def _load(slug: str) -> Petition:
    petition = petition_or_404(slug, Verb.LOOK_UP)
    return petition_or_404(slug, verb_to_look_up(petition))


def _page(
    petition: Petition,
    form: LookUpForm,
    domain_form: DomainForm,
    found: Found | None = None,
    *,
    is_domain_unknown: bool = False,
) -> str:
    return render_template(
        "organiser/signatures/look_up.html",
        line=line_of(petition),
        form=form,
        domain_form=domain_form,
        is_domain_unknown=is_domain_unknown,
        is_answer=found is not None,
        can_be_found=found is None or found.can_be_found,
        key_is_lost=found is not None and found.key_is_lost,
        signatures=[line_of_signature(one) for one in found.signatures] if found else [],
        waiting=[line_of_waiting(one) for one in found.waiting] if found else [],
        is_at_risk=petition.is_discreet,
    )
