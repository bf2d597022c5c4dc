"""The field for a mail address, and what is asked about a slip in it."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, Field, ValidationError
from wtforms.validators import InputRequired

from petition.lib import addresses
from petition.web.forms import cleaned


def mail_field() -> EmailField:
    return EmailField(
        lazy_gettext("Mail address"),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write your mail address"))],
    )


def check(field: Field, *, asked_about: Field | None = None) -> None:
    """Take the address as it is written to. Raises ValidationError.

    With a hidden field that remembers it, a common slip is asked about once, and then believed.
    """
    try:
        address = addresses.parse(field.data or "")
    except addresses.InvalidAddress:
        raise ValidationError(gettext("Write a mail address like name@example.org")) from None
    better = addresses.did_you_mean(address)
    if better and asked_about is not None and asked_about.data != address:
        asked_about.data = address
        raise ValidationError(gettext("Did you mean %(address)s? If yours is right, send it again.", address=better))
    field.data = address
