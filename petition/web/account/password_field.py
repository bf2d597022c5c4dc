"""The field in which somebody thinks up a password."""

from flask_babel import lazy_gettext
from wtforms import Field, Form, PasswordField, ValidationError
from wtforms.validators import InputRequired

from petition.lib import passwords


def new_password_field() -> PasswordField:
    return PasswordField(
        lazy_gettext("New password"),
        description=lazy_gettext("At least 12 characters. Three random words will do."),
        validators=[InputRequired(lazy_gettext("Write a password")), _judged],
    )


def _judged(_form: Form, field: Field) -> None:
    try:
        passwords.judge(field.data or "")
    except passwords.WeakPassword:
        raise ValidationError(
            lazy_gettext("Take a password of 12 to 200 characters that nobody would guess first.")
        ) from None
