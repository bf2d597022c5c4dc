"""What the team writes and chooses when it decides about a line under a letter."""

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from petition.web.forms import PostedForm, cleaned_text

TOO_LONG = lazy_gettext("Use at most %(max)d characters")
WORDS_LENGTH = 2000


class AskForm(PostedForm):
    question = TextAreaField(
        lazy_gettext("Your question"),
        description=lazy_gettext("It is mailed as you write it."),
        filters=[cleaned_text],
        validators=[
            DataRequired(lazy_gettext("Write what you want to know")),
            Length(max=WORDS_LENGTH, message=TOO_LONG),
        ],
    )


class DeclineForm(PostedForm):
    words = TextAreaField(
        lazy_gettext("Why"),
        description=lazy_gettext("It is mailed as you write it."),
        filters=[cleaned_text],
        validators=[
            DataRequired(lazy_gettext("Write why; it is mailed")),
            Length(max=WORDS_LENGTH, message=TOO_LONG),
        ],
    )


class ListingForm(PostedForm):
    listing = RadioField(
        lazy_gettext("May the name be printed?"),
        choices=[
            SelectChoice("listed", lazy_gettext("Print the name")),
            SelectChoice("withheld", lazy_gettext("Withhold the name for safety")),
        ],
        validators=[InputRequired(lazy_gettext("Choose whether the name may be printed"))],
    )


class MoveForm(PostedForm):
    """Which line it becomes, counted from the top."""

    to = IntegerField(
        lazy_gettext("To place"),
        validators=[
            InputRequired(lazy_gettext("Write a number")),
            NumberRange(min=1, max=100_000, message=lazy_gettext("Write a number from 1 up")),
        ],
    )
