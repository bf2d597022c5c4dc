"""The field for the address of an account, or of one to be."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, Field, Form, ValidationError
from wtforms.validators import InputRequired

from petition.lib import addresses
from petition.web.forms import cleaned


def mail_field() -> EmailField:
    return EmailField(
        lazy_gettext("Mail address"),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write your mail address")), _is_address],
    )


def _is_address(_form: Form, field: Field) -> None:
    try:
        field.data = addresses.parse(field.data or "")
    except addresses.InvalidAddress:
        raise ValidationError(gettext("Write a mail address like name@example.org")) from None
