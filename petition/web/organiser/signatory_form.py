"""What the team writes and chooses when it decides about a line under a letter."""

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange

from petition.web.forms import PostedForm
from petition.web.reason_form import needed_text


class AskForm(PostedForm):
    question = needed_text(
        lazy_gettext("Your question"),
        lazy_gettext("It is mailed as you write it."),
        lazy_gettext("Write what you want to know"),
    )


class DeclineForm(PostedForm):
    words = needed_text(
        lazy_gettext("Why"),
        lazy_gettext("It is mailed as you write it."),
        lazy_gettext("Write why; it is mailed"),
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
