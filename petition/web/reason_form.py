"""Why something is done that others may ask about, and other words that a decision needs."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from petition.web.forms import PostedForm, cleaned, cleaned_text

LENGTH = 300
WORDS_LENGTH = 2000
TOO_LONG = lazy_gettext("Use at most %(max)d characters")
Text = Any


def needed_line(label: Text, about: Text, missing: Text, *, most: int = LENGTH) -> StringField:
    """One line that has to be written; `missing` is said where it was not."""
    validators = [DataRequired(missing), Length(max=most, message=TOO_LONG)]
    return StringField(label, description=about, filters=[cleaned], validators=validators)


def needed_text(label: Text, about: Text, missing: Text, *, most: int = WORDS_LENGTH) -> TextAreaField:
    """The same of several lines."""
    validators = [DataRequired(missing), Length(max=most, message=TOO_LONG)]
    return TextAreaField(label, description=about, filters=[cleaned_text], validators=validators)


def reason_field() -> StringField:
    """For a form that asks for more; whose problems are told in the order of its fields."""
    return needed_line(
        lazy_gettext("Reason"),
        lazy_gettext("It is kept. Name nobody in it."),
        lazy_gettext("Write the reason; it is kept"),
    )


class ReasonForm(PostedForm):
    reason = reason_field()
