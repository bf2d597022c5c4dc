"""The field for what colleagues call somebody."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from petition.web.forms import cleaned

LENGTH = 200


def name_field() -> StringField:
    return StringField(
        lazy_gettext("Your name"),
        description=lazy_gettext("Your colleagues see it. In any script."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write your name, in any script")),
            Length(max=LENGTH, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
