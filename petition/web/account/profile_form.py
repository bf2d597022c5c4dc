"""What an organiser can change about their own account."""

from flask_babel import lazy_gettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

from petition.extensions import settings
from petition.web import formats
from petition.web.account.mail_field import mail_field
from petition.web.account.password_field import new_password_field
from petition.web.forms import PostedForm, cleaned


class ProfileForm(PostedForm):
    name = StringField(
        lazy_gettext("Your name"),
        description=lazy_gettext("Your colleagues see it. In any script."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write your name, in any script")),
            Length(max=200, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
    language = SelectField(
        lazy_gettext("Language of our mails to you"),
        choices=lambda: [SelectChoice(code, formats.language_name(code)) for code in settings.languages],
    )


class AddressForm(PostedForm):
    mail = mail_field()


class PasswordForm(PostedForm):
    password = new_password_field()
