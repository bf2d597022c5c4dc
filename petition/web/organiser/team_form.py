"""What a team is asked when it is made, and what it can change about itself."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    ColorField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from petition.extensions import LANGUAGES, settings
from petition.lib import colour, web_addresses
from petition.models.team import Team
from petition.services import lengths, teams
from petition.web import formats, mail_field, website_field
from petition.web.forms import PostedForm, cleaned, cleaned_text

TOO_LONG = lazy_gettext("Use at most %(max)d characters")
TAKEN = lazy_gettext("Another team has this address. Choose another one.")
NAME_LENGTH, MAIL_LENGTH, TEXT_LENGTH = 200, 254, 2000
LINE = Length(max=NAME_LENGTH, message=TOO_LONG)
TEXT = Length(max=TEXT_LENGTH, message=TOO_LONG)
# What is asked once per language: the form's name for it, the label, the kind of field, how it is cleaned.
TEXTS = (
    ("name", lazy_gettext("Name"), StringField, cleaned, LINE),
    ("about", lazy_gettext("What it is, in two or three sentences"), TextAreaField, cleaned_text, TEXT),
    ("news", lazy_gettext("How signers are asked for your news"), StringField, cleaned, LINE),
)


def _zones() -> list[SelectChoice]:
    return [SelectChoice(zone, name) for zone, name in formats.zones().items()]


class LegalForm(PostedForm):
    """Who answers for signers' data: without these no petition can be signed."""

    name = StringField(
        lazy_gettext("Name of the team"),
        description=lazy_gettext("As readers know it. Names in other languages come later."),
        filters=[cleaned],
        validators=[DataRequired(lazy_gettext("Write the name of the team")), LINE],
    )
    legal_name = StringField(
        lazy_gettext("Legal name"),
        description=lazy_gettext("The body that answers for signers’ data. It stands on every form."),
        filters=[cleaned],
        validators=[DataRequired(lazy_gettext("Write the legal name")), LINE],
    )
    postal_address = TextAreaField(
        lazy_gettext("Postal address"),
        description=lazy_gettext("Everyone can read it on the team’s page."),
        filters=[cleaned_text],
        validators=[DataRequired(lazy_gettext("Write the postal address")), TEXT],
    )
    privacy_contact = EmailField(
        lazy_gettext("Mail address for questions about data"),
        description=lazy_gettext("Everyone can read it: better that of an office than your own."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write the mail address for questions about data")),
            Length(max=MAIL_LENGTH, message=TOO_LONG),
        ],
    )

    def validate_privacy_contact(self, field: Field) -> None:
        mail_field.check(field)

    def legal(self) -> dict[str, Any]:
        """What was typed, as the services take it. Only for a form that is valid."""
        return {name: self[name].data for name in teams.REQUIRED}


class NewTeamForm(LegalForm):
    slug = StringField(
        lazy_gettext("Address of the team’s page"),
        description=lazy_gettext(
            "Small letters a–z, digits and hyphens. Left empty, it is made from the name, or of random letters."
        ),
        filters=[cleaned],
        validators=[Length(max=web_addresses.SLUG_LENGTH, message=TOO_LONG)],
    )
    # No guess: whoever does not notice it would announce an hour at which nobody comes.
    zone = SelectField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("The city whose clocks your petitions go by."),
        choices=lambda: [SelectChoice("", gettext("Choose")), *_zones()],
        validators=[InputRequired(lazy_gettext("Choose the time zone of your petitions"))],
    )

    def validate_slug(self, field: Field) -> None:
        """Make it from the name where none was typed."""
        if not field.data and self.name.data:
            field.data = teams.slug_for(self.name.data)
        if field.data in teams.RESERVED:
            raise ValidationError(TAKEN)
        if field.data and not web_addresses.is_slug(field.data):
            raise ValidationError(gettext("Use small letters a–z, digits and hyphens, such as ward-team"))

    def say_taken(self) -> None:
        self.slug.errors = [*self.slug.errors, str(TAKEN)]


class TeamForm(LegalForm):
    """All settings. `seen` is what they were when they were shown."""

    website = StringField(lazy_gettext("Website"), filters=[cleaned], validators=[LINE])
    accent = ColorField(
        lazy_gettext("Colour"),
        description=lazy_gettext("For links and buttons on your petitions. It has to be readable on white."),
        validators=[InputRequired(lazy_gettext("Choose a colour"))],
    )
    about = TextAreaField(
        lazy_gettext("What it is, in two or three sentences"), filters=[cleaned_text], validators=[TEXT]
    )
    zone = SelectField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("The city whose clocks your petitions go by."),
        choices=_zones,
    )
    retention_days = IntegerField(
        lazy_gettext("Days until names are deleted"),
        description=lazy_gettext("Counted from the day a petition closes. Each petition can have its own date."),
        validators=[
            InputRequired(lazy_gettext("Write a number of days")),
            NumberRange(
                min=teams.LEAST_DAYS,
                max=teams.MOST_DAYS,
                message=lazy_gettext("Write a number from %(min)d to %(max)d"),
            ),
        ],
    )
    mails_heads = BooleanField(
        lazy_gettext("Mail the ledger’s head to the team’s owners each day"),
        description=lazy_gettext(
            "A signed summary of each ledger that grew. Kept, these mails prove whether anything was changed since."
        ),
    )
    press_name = StringField(lazy_gettext("Press contact: name"), filters=[cleaned], validators=[LINE])
    press_phone = StringField(
        lazy_gettext("Press contact: phone"),
        filters=[cleaned],
        validators=[Length(max=lengths.PRESS_PHONE, message=TOO_LONG)],
    )
    press_mail = EmailField(
        lazy_gettext("Press contact: mail address"),
        filters=[cleaned],
        validators=[Length(max=MAIL_LENGTH, message=TOO_LONG)],
    )
    seen = HiddenField()

    @property
    def texts(self) -> list[tuple[str, list[Field]]]:
        """For each language of the site its fields, in the order of TEXTS."""
        return [(code, [self[text_name(name, code)] for name, *_ in TEXTS]) for code in settings.languages]

    def validate_website(self, field: Field) -> None:
        website_field.check(field)

    def validate_accent(self, field: Field) -> None:
        accent = (field.data or "").lower()
        if not colour.is_colour(accent):
            raise ValidationError(gettext("Write a colour such as %(colour)s", colour="#9c1f1f"))
        if colour.contrast(accent, colour.WHITE) < colour.TEXT_CONTRAST:
            better = colour.readable_on(colour.WHITE, accent)
            raise ValidationError(
                gettext("This colour is too pale to be read on white. The nearest one is %(colour)s.", colour=better)
            )

    def validate_press_mail(self, field: Field) -> None:
        if field.data:
            mail_field.check(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; besides, whoever says in a language what the team is, names it there."""
        is_valid: bool = super().validate(extra_validators)
        for _code, (name, about, _news) in self.texts:
            if about.data and not name.data:
                name.errors = [*name.errors, gettext("Write the name in this language too")]
                is_valid = False
        return is_valid

    def values(self, team: Team) -> dict[str, Any]:
        """What was typed, as the services take it. Only for a form that is valid."""
        plain = ("website", "accent", "about", "zone", "retention_days", "mails_heads")
        press = ("press_name", "press_phone", "press_mail")
        return (
            self.legal()
            | {name: self[name].data for name in (*plain, *press)}
            | {
                "names": dict(self._said("name")),
                "abouts": dict(self._said("about")),
                "news_consent": {**team.news_consent, **dict(self._said("news"))},
                "seen": self.seen.data,
            }
        )

    def _said(self, name: str) -> Iterator[tuple[str, str]]:
        return ((code, self[text_name(name, code)].data or "") for code in settings.languages)


def text_name(name: str, language: str) -> str:
    return f"{name}_{language}"


for _language in LANGUAGES:
    for _name, _label, _kind, _cleaning, _length in TEXTS:
        setattr(TeamForm, text_name(_name, _language), _kind(_label, filters=[_cleaning], validators=[_length]))


def team_form(team: Team) -> TeamForm:
    """The form with the team's settings in it, or with what was posted."""
    kept = teams.settings_of(team)
    texts = {
        text_name(name, code): said
        for name, of_team in (("name", "names"), ("about", "abouts"), ("news", "news_consent"))
        for code, said in kept[of_team].items()
    }
    return TeamForm(data=kept | texts | {"seen": teams.fingerprint_of(team)})


def label_of(name: str) -> str:
    """What a setting is called, by its name in `teams.settings_of`."""
    by_language = {"names": "name", "abouts": "about", "news_consent": "news"}
    if name in by_language:
        return str(next(label for one, label, *_ in TEXTS if one == by_language[name]))
    return str(LABELS.get(name, name))


# Unbound fields know their label as the first argument that they were made with.
LABELS = {name: getattr(TeamForm, name).args[0] for name in teams.READERS if hasattr(TeamForm, name)}
