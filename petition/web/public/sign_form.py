"""The sign form, made from the petition's own settings."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext
from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import Select

from petition.models.consent import ConsentPurpose
from petition.models.form import FieldDefinition
from petition.models.petition import CountryQuestion, NameAudience, Petition
from petition.services.identity import Identity
from petition.web import formats, mail_field
from petition.web.forms import PostedForm, cleaned, cleaned_text
from petition.web.public.form_token import TokenForm
from petition.web.public.petition_page import PetitionPage

NAME_LENGTH = 200
COMMENT_LENGTH = 500
ANSWER_LENGTH = 200
NAME_NEEDED = lazy_gettext("Write your name, in any script")
CHOICE_NEEDED = lazy_gettext("Choose who gets your name")
ANSWER_NEEDED = lazy_gettext("Answer this question")
COUNTRY_NEEDED = lazy_gettext("Choose your country")
TOO_LONG = lazy_gettext("Use at most %(max)d characters")
# The three answers to "who gets my name".
AUDIENCES = {
    NameAudience.NOBODY: lazy_gettext("Nobody. Only count me."),
    NameAudience.ADDRESSEES: lazy_gettext("The people this is addressed to"),
    NameAudience.PUBLIC: lazy_gettext("Everyone: publish it here"),
}


class LongSelect(Select):
    """A select whose options are written once: for 250 countries WTForms takes longer than the rest of the page."""

    @classmethod
    def render_option(cls, choice: SelectChoice, **_attributes: Any) -> Markup:  # type: ignore[override]
        return _option(choice.value, str(choice.label), choice.selected)


class CountryField(SelectField):
    """Every country. One that was sent is looked up: a list of them all is put together only to be shown."""

    widget = LongSelect()

    def __init__(self, label: LazyString, validators: list[Any], **bound: Any) -> None:
        super().__init__(label, validators, choices=_country_choices, **bound)

    def pre_validate(self, form: BaseForm) -> None:
        if self.data and self.data not in formats.countries():
            super().pre_validate(form)


def _country_choices() -> list[SelectChoice]:
    countries = formats.countries().items()
    return [SelectChoice("", gettext("Choose")), *(SelectChoice(code, name) for code, name in countries)]


@lru_cache(maxsize=4096)
def _option(value: str, label: str, is_selected: bool) -> Markup:
    mark = Markup(" selected") if is_selected else ""
    return Markup('<option value="{}"{}>{}</option>').format(value, mark, label)


class WordsForm(PostedForm):
    """What a signer can still change on the confirmation page."""

    name = StringField(
        lazy_gettext("Full name"),
        filters=[cleaned],
        validators=[
            InputRequired(NAME_NEEDED),
            Length(max=NAME_LENGTH, message=TOO_LONG),
        ],
    )
    comment = TextAreaField(
        lazy_gettext("Why I sign"),
        filters=[cleaned_text],
        validators=[Length(max=COMMENT_LENGTH, message=TOO_LONG)],
    )
    comment_public = BooleanField(lazy_gettext("Show it on the page, for everyone"))
    give_name_to = RadioField(
        lazy_gettext("Who gets my name?"),
        choices=[SelectChoice(kind.value, name) for kind, name in AUDIENCES.items()],
        validators=[InputRequired(CHOICE_NEEDED)],
    )
    public_name_style = RadioField(
        lazy_gettext("If everyone: publish it as"),
        choices=[
            SelectChoice("full", lazy_gettext("Full name")),
            SelectChoice("first_initial", lazy_gettext("First name and initial")),
            SelectChoice("initials", lazy_gettext("Initials only")),
        ],
        default="full",
        validators=[Optional()],
    )

    class Meta:
        csrf = False

    def validate_name(self, field: Field) -> None:
        # Cleaning may have left nothing of a name made of invisible characters.
        if not field.data:
            raise ValidationError(NAME_NEEDED)

    def words(self) -> dict[str, Any]:
        """These fields of an Identity, as typed. Only for a form that is valid."""
        comment = self.comment.data or ""
        return {
            "name": self.name.data,
            "give_name_to": NameAudience(self.give_name_to.data),
            "name_style": self.public_name_style.data or "full",
            "comment": comment,
            "comment_is_public": bool(comment) and self.comment_public.data,
        }

    def ask_about(self, page: PetitionPage) -> None:
        """Name every recipient, so that the choice is an informed one, and say when a comment appears."""
        if self.comment_public and page.reads_comments_first:
            self.comment_public.description = gettext("It appears once somebody of the team has read it.")
        self.give_name_to.descriptions = {  # type: ignore[attr-defined]
            NameAudience.NOBODY.value: gettext("Officials learn your country, not your name."),
            NameAudience.ADDRESSEES.value: gettext("%(recipients)s. Not published.", recipients=page.recipients),
            NameAudience.PUBLIC.value: gettext(
                "Readers of this page, and %(recipients)s. You choose how below.", recipients=page.recipients
            ),
        }


class ConfirmForm(WordsForm):
    """The same words once more, before they count. The secret link stands in for a form token."""

    @classmethod
    def about(cls, signer: Identity, page: PetitionPage) -> "ConfirmForm":
        form = cls(
            data={
                "name": signer.name,
                "comment": signer.comment,
                "comment_public": signer.comment_is_public,
                "give_name_to": signer.give_name_to.value,
                "public_name_style": signer.name_style,
            }
        )
        form.ask_about(page)
        return form

    def changed(self, signer: Identity) -> Identity:
        """The signer as last seen; unchanged words keep their salt."""
        return replace(signer, **self.words())


class SignForm(TokenForm, WordsForm):
    """The form on the petition's page. `kind_for` adds the petition's own questions, `ask` what is only shown."""

    mail = mail_field.mail_field()
    country = CountryField(lazy_gettext("Country"), validators=[Optional()])
    # Their labels are the wordings that are agreed to.
    petition_news = BooleanField("")
    team_news = BooleanField("")
    revision = HiddenField("")
    # The address a slip was already asked about: it is asked once, then believed.
    asked_about = HiddenField("")
    website = StringField(lazy_gettext("Leave this empty"))
    # What the browser worked for it, named as its protocol does.
    altcha = HiddenField("")

    own_keys: tuple[str, ...] = ()

    @property
    def own_fields(self) -> list[Field]:
        return [self[own_name(key)] for key in self.own_keys]

    @property
    def asked_consents(self) -> list[ConsentPurpose]:
        return [purpose for purpose in NEWS if purpose.value in self]

    def ask(self, page: PetitionPage) -> None:
        """Tell who gets the name, when a comment appears, and what is agreed to."""
        self.ask_about(page)
        for purpose in self.asked_consents:
            self[purpose.value].label.text = page.wordings[purpose]

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field, asked_about=self.asked_about)

    def identity(self) -> Identity:
        """What was typed, as it is sealed. Only for a form that is valid."""
        return Identity(
            **self.words(),
            address=self.mail.data or "",
            country=self.country.data or None,
            answers={key: self[own_name(key)].data for key in self.own_keys if self[own_name(key)].data},
            consents=tuple(purpose for purpose in self.asked_consents if self[purpose.value].data),
        )


NEWS = (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)


def own_name(key: str) -> str:
    """The form name of a petition's own question, apart from every other field's."""
    return f"answer_{key}"


def kind_for(petition: Petition, language: str) -> type[SignForm]:
    """The form with the petition's own questions. Putting it together takes longer than reading what was sent."""
    questions = {own_name(field.key): _question(field, language) for field in petition.fields}
    return type("PetitionSignForm", (SignForm,), questions | {"own_keys": tuple(f.key for f in petition.fields)})


def form_for(petition: Petition, kind: type[SignForm], *, revision_sha256: str) -> SignForm:
    """The form filled with what was posted, if anything was."""
    form = kind(meta={"csrf_context": petition.public_id})
    if petition.is_discreet:
        # Nothing is mailed to them afterwards.
        del form.petition_news, form.team_news
    if petition.country_question is CountryQuestion.REQUIRED:
        form.country.validators = [InputRequired(COUNTRY_NEEDED)]
        form.country.flags.required = True
    if not form.is_submitted():
        form.give_name_to.data = petition.default_audience.value
        form.revision.data = revision_sha256
    return form


def label_of(definition: FieldDefinition, language: str) -> str:
    """A petition's own question in this language, or else in the first that it was asked in."""
    return definition.labels.get(language) or next(iter(definition.labels.values()))


def _question(definition: FieldDefinition, language: str) -> StringField:
    needed = InputRequired(ANSWER_NEEDED) if definition.is_required else Optional()
    label = label_of(definition, language)
    return StringField(label, filters=[cleaned], validators=[needed, Length(max=ANSWER_LENGTH, message=TOO_LONG)])
