"""What an organiser can change about their own account."""

from flask_babel import lazy_gettext
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from petition.extensions import settings
from petition.web import formats, mail_field
from petition.web.account.name_field import name_field
from petition.web.account.password_field import new_password_field
from petition.web.forms import PostedForm


class ProfileForm(PostedForm):
    name = name_field()
    language = SelectField(
        lazy_gettext("Language of our mails to you"),
        choices=lambda: [SelectChoice(code, formats.language_name(code)) for code in settings.languages],
    )


class AddressForm(PostedForm):
    mail = mail_field.mail_field()

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class PasswordForm(PostedForm):
    password = new_password_field()
