"""Looking up what a mail address has signed. It is sent by POST alone: it stands in no address and in no log."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from limits import parse
from wtforms import Field

from petition.extensions import db, limiter
from petition.models.petition import Petition
from petition.services import finding_by_address
from petition.services.finding_by_address import Found
from petition.services.permissions import Verb
from petition.web import mail_field
from petition.web.forms import PostedForm
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.signature_line import line_of_signature, line_of_waiting

# By one organiser: enough to help those who write in, and too few to try lists of addresses.
MOST_AN_HOUR, MOST_A_DAY = parse("30 per hour"), parse("100 per day")
PLACE = "/organise/<slug>/look-up"


class LookUpForm(PostedForm):
    mail = mail_field.mail_field()

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


@bp.get(PLACE)
def look_up(slug: str) -> ResponseReturnValue:
    return _page(_load(slug), LookUpForm(None))


@bp.post(PLACE)
def do_look_up(slug: str) -> ResponseReturnValue:
    petition, form = _load(slug), LookUpForm()
    if not form.validate_on_submit():
        return _page(petition, form), 422
    who = g.organiser.public_id
    if not all(limiter.limiter.hit(most, "look up", who) for most in (MOST_AN_HOUR, MOST_A_DAY)):
        form.form_errors = [gettext("You looked up very many addresses. Go on in an hour, or tomorrow.")]
        return _page(petition, form), 429, {"Retry-After": "3600"}
    found = finding_by_address.find(petition, form.mail.data or "", by=who)
    page = _page(petition, form, found)
    db.session.commit()
    # Nothing was changed that a second press would change again, and where it could lead must not name the address.
    return page


def verb_to_look_up(petition: Petition) -> Verb:
    """Where signers are at risk, those who may make lists of them may ask for one of them too, and nobody else."""
    return Verb.LOOK_UP_AT_RISK if petition.is_discreet else Verb.LOOK_UP


def _load(slug: str) -> Petition:
    petition = petition_or_404(slug, Verb.LOOK_UP)
    return petition_or_404(slug, verb_to_look_up(petition))


def _page(petition: Petition, form: LookUpForm, found: Found | None = None) -> str:
    return render_template(
        "organiser/signatures/look_up.html",
        line=line_of(petition),
        form=form,
        is_answer=found is not None,
        can_be_found=found is None or found.can_be_found,
        key_is_lost=found is not None and found.key_is_lost,
        signatures=[line_of_signature(one) for one in found.signatures] if found else [],
        waiting=[line_of_waiting(one) for one in found.waiting] if found else [],
        is_at_risk=petition.is_discreet,
    )
