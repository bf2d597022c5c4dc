"""Why something is done that others may ask about."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from petition.web.forms import PostedForm, cleaned

LENGTH = 300
TOO_LONG = lazy_gettext("Use at most %(max)d characters")


def reason_field() -> StringField:
    """For a form that asks for more; whose problems are told in the order of its fields."""
    return StringField(
        lazy_gettext("Reason"),
        description=lazy_gettext("It is kept. Name nobody in it."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write the reason; it is kept")),
            Length(max=LENGTH, message=TOO_LONG),
        ],
    )


class ReasonForm(PostedForm):
    reason = reason_field()
