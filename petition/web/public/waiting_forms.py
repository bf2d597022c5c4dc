"""The small forms around a mail: the typed code, a corrected address, "I did not sign this"."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, StringField, ValidationError
from wtforms.validators import InputRequired

from petition.lib import text
from petition.services.confirming import CODE_DIGITS
from petition.web import mail_field
from petition.web.forms import PostedForm, cleaned


class CodeForm(PostedForm):
    """Eight digits of any script; spaces do not matter."""

    code = StringField(lazy_gettext("Code from the mail"), filters=[cleaned], validators=[InputRequired()])

    class Meta:
        csrf = False  # the sealed cookie names the submission, and is not sent from other sites

    def validate_code(self, field: Field) -> None:
        if len(text.ascii_digits(field.data or "")) != CODE_DIGITS:
            raise ValidationError(gettext("The code has eight digits"))


class AddressForm(PostedForm):
    """The same words to another address."""

    mail = mail_field.mail_field()

    class Meta:
        csrf = False

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class RejectForm(PostedForm):
    """Whether the address is left alone for ever."""

    never_again = BooleanField(lazy_gettext("Never write to this address again"))

    class Meta:
        csrf = False
