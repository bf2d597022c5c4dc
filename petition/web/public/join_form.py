"""The form to be listed under a letter, and the one that changes a line already sent."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from petition.extensions import LANGUAGES, settings
from petition.lib import pictures
from petition.models.petition import Petition
from petition.services.signatory_lines import SignatoryLine
from petition.web import languages, mail_field, picture_field, website_field
from petition.web.forms import PostedForm, cleaned, cleaned_text
from petition.web.picture_field import PictureField
from petition.web.public.form_token import TokenForm

LOGO_WIDTH, LOGO_HEIGHT, LOGO_MEGABYTES = 480, 160, 2
READ_LOGO = partial(pictures.read, width=LOGO_WIDTH, height=LOGO_HEIGHT)
LINE_LENGTH = 200
DESCRIPTION_LENGTH = 300
ANSWER_LENGTH = 2000
TOO_LONG = lazy_gettext("Use at most %(max)d characters")
LISTED, WITHHELD = "listed", "withheld"
# What is asked once per language: the form's name for it, the line's name, the label, the room it has.
TEXTS = (
    ("organisation", "organisations", lazy_gettext("Organisation"), LINE_LENGTH),
    ("description", "descriptions", lazy_gettext("What it is, in one line"), DESCRIPTION_LENGTH),
    ("represents", "represents", lazy_gettext("Whom it represents"), LINE_LENGTH),
    ("person", "persons", lazy_gettext("Person"), LINE_LENGTH),
    ("title", "titles", lazy_gettext("Title or function"), LINE_LENGTH),
)


class TextsForm(PostedForm):
    """The words that are printed, once per language that the site speaks."""


def text_name(name: str, language: str) -> str:
    return f"{name}_{language}"


for _language in LANGUAGES:
    for _name, _, _label, _length in TEXTS:
        _field = StringField(_label, filters=[cleaned], validators=[Length(max=_length, message=TOO_LONG)])
        setattr(TextsForm, text_name(_name, _language), _field)


class LineForm(TextsForm):
    """What will stand under the letter. `languages`: the one it is written in first, and the others."""

    url = StringField(
        lazy_gettext("Website"),
        filters=[cleaned],
        validators=[Length(max=LINE_LENGTH, message=TOO_LONG)],
    )
    logo = PictureField(
        lazy_gettext("Logo"),
        read=READ_LOGO,
        megabytes=LOGO_MEGABYTES,
    )
    listing = RadioField(
        lazy_gettext("May the name be printed?"),
        choices=[
            SelectChoice(LISTED, lazy_gettext("Yes: list us by name")),
            SelectChoice(WITHHELD, lazy_gettext("No: count us, and withhold the name for safety")),
        ],
        validators=[InputRequired(lazy_gettext("Choose whether the name may be printed"))],
    )

    class Meta:
        csrf = False

    languages: list[str]

    @property
    def texts(self) -> list[tuple[str, list[Field]]]:
        """For each language its fields, in the order of TEXTS."""
        return [(code, [self[text_name(name, code)] for name, *_ in TEXTS]) for code in self.languages]

    @property
    def is_listed(self) -> bool:
        return bool(self.listing.data == LISTED)

    def speak(self, first: str) -> None:
        """Ask in this language first, and in no other but those that the site speaks."""
        self.languages = [first, *(code for code in settings.languages if code != first)]
        for code in set(LANGUAGES) - set(self.languages):
            for name, *_ in TEXTS:
                del self[text_name(name, code)]
        self.listing.descriptions = {  # type: ignore[attr-defined]
            LISTED: gettext(
                "Everyone who reads the page sees organisation, person, title, description, site and logo."
            ),
            WITHHELD: gettext(
                "Only the description stays on the page, so name nobody in it. Name, title, site and logo are not "
                "shown; the team sees the name, and we keep it encrypted."
            ),
        }

    def validate_url(self, field: Field) -> None:
        website_field.check(field)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """As every form; besides, somebody must be named, in whichever language."""
        is_valid: bool = super().validate(extra_validators)
        if self._said("organisation") or self._said("person"):
            return is_valid
        first = self[text_name("organisation", self.languages[0])]
        first.errors = [*first.errors, gettext("Name an organisation, a person, or both")]
        return False

    def words(self) -> dict[str, Any]:
        """These fields of a SignatoryLine, as typed. Only for a form that is valid."""
        return {of_line: self._said(name) for name, of_line, *_ in TEXTS} | {"url": self.url.data or ""}

    def _said(self, name: str) -> dict[str, str]:
        fields = ((code, self[text_name(name, code)].data) for code in self.languages)
        return {code: said for code, said in fields if said}


class JoinForm(TokenForm, LineForm):
    """All that is asked of those who want to be listed; the last part is never printed."""

    contact = StringField(
        lazy_gettext("Your name"),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write your name, in any script")),
            Length(max=LINE_LENGTH, message=TOO_LONG),
        ],
    )
    mail = mail_field.mail_field()
    authority = StringField(
        lazy_gettext("In what role do you sign?"),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write in what role you sign")),
            Length(max=LINE_LENGTH, message=TOO_LONG),
        ],
    )
    may_sign = BooleanField(
        lazy_gettext("I may sign for whoever is named above."),
        validators=[InputRequired(lazy_gettext("Tick that you may sign for whoever is named"))],
    )
    asked_about = HiddenField()
    # The hash of the words that were read.
    revision = HiddenField("")
    # The trap; `url` is the real one.
    website = StringField(lazy_gettext("Leave this empty"))

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field, asked_about=self.asked_about)

    def line(self) -> SignatoryLine:
        """What was typed, as it is sealed. Only for a form that is valid."""
        return SignatoryLine(
            **self.words(),
            contact=self.contact.data or "",
            address=self.mail.data or "",
            authority=self.authority.data or "",
            is_doubtful=bool(self.website.data),
        )


class AmendForm(LineForm):
    """The same words once more, and an answer where the team asked. The secret link stands in for a form token."""

    answer = TextAreaField(
        lazy_gettext("Your answer to the team"),
        filters=[cleaned_text],
        validators=[Length(max=ANSWER_LENGTH, message=TOO_LONG)],
    )
    drops_logo = BooleanField(lazy_gettext("Take the logo away"))

    def changed(self, line: SignatoryLine) -> SignatoryLine:
        """The line as last seen, with what was typed since."""
        return replace(line, **self.words(), answer=self.answer.data or line.answer)


def read_logo_ahead() -> None:
    """Before the form is made: whatever was loaded is to be loaded again."""
    picture_field.make_room(LOGO_MEGABYTES)
    picture_field.read_ahead("logo", read=READ_LOGO, megabytes=LOGO_MEGABYTES)


def join_form(petition: Petition, *, read: str) -> JoinForm:
    """The form, filled with what was posted, if anything was. `read`: the hash of the words that it is about."""
    picture_field.make_room(LOGO_MEGABYTES)
    form = JoinForm(meta={"csrf_context": petition.public_id})
    form.speak(languages.current_language())
    if not form.is_submitted():
        form.revision.data = read
        form.listing.data = WITHHELD if petition.is_discreet else LISTED
    return form


def amend_form(line: SignatoryLine, *, is_listed: bool, language: str) -> AmendForm:
    """The form with the line in it, or with what was posted. It stays in the language it was written in."""
    picture_field.make_room(LOGO_MEGABYTES)
    typed = {
        text_name(name, code): said for name, of_line, *_ in TEXTS for code, said in getattr(line, of_line).items()
    }
    form = AmendForm(
        data=typed | {"url": line.url, "listing": LISTED if is_listed else WITHHELD, "answer": line.answer}
    )
    form.speak(language)
    return form
