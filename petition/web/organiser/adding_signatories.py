"""A line under a letter that the team adds itself."""

from collections.abc import Mapping
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import adding_signatories
from petition.services.errors import NotTakingSignatories
from petition.services.permissions import Verb
from petition.services.signatory_lines import SignatoryLine
from petition.web import formats, website_field
from petition.web.forms import PostedForm
from petition.web.organiser import asking, bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of

PLACE = "/organise/<slug>/signatories/new"
DESCRIPTION_LENGTH = 300
# Each of the form's names, and what the line calls it.
TEXTS = {
    "organisation": "organisations",
    "description": "descriptions",
    "represents": "represents",
    "person": "persons",
    "title": "titles",
}


class SignatoryForm(PostedForm):
    language = SelectField(lazy_gettext("In which language you write it"))
    organisation = asking.line(lazy_gettext("Organisation"))
    description = asking.line(lazy_gettext("What it is, in one line"), most=DESCRIPTION_LENGTH)
    represents = asking.line(lazy_gettext("Whom it represents"))
    person = asking.line(lazy_gettext("Person"))
    title = asking.line(lazy_gettext("Title or function"))
    url = asking.line(lazy_gettext("Website"))
    is_withheld = BooleanField(lazy_gettext("Withhold the name for safety"))

    def validate_url(self, field: Field) -> None:
        website_field.check(field)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """As every form; besides, somebody must be named."""
        is_valid: bool = super().validate(extra_validators)
        if self.organisation.data or self.person.data:
            return is_valid
        self.organisation.errors = [*self.organisation.errors, gettext("Name an organisation, a person, or both")]
        return False

    def line(self) -> SignatoryLine:
        """What was typed. Only for a form that is valid."""
        typed = {of_line: self[name].data for name, of_line in TEXTS.items()}
        said: dict[str, Any] = {name: {self.language.data: words} for name, words in typed.items() if words}
        return SignatoryLine(**said, url=self.url.data or "")


@bp.get(PLACE)
def new_signatory(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    return _page(petition, _form(petition))


@bp.post(PLACE)
def add_signatory(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    form = _form(petition)
    if not form.validate_on_submit():
        return _page(petition, form), 422
    try:
        adding_signatories.add(petition, form.line(), is_listed=not form.is_withheld.data, by=g.organiser.public_id)
    except NotTakingSignatories:
        return _page(petition, form), 409
    db.session.commit()
    return redirect(url_for(".signatories", slug=slug, _anchor="under"), 303)


def _form(petition: Petition) -> SignatoryForm:
    form = SignatoryForm()
    form.language.choices = [SelectChoice(code, formats.language_name(code)) for code in petition.languages]
    return form


def _page(petition: Petition, form: SignatoryForm) -> str:
    return render_template(
        "organiser/signatories/new.html",
        line=line_of(petition),
        form=form,
        can_be_added_to=adding_signatories.can_be_added_to(petition),
    )
