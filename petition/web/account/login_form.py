"""The sign-in form."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from petition.web.forms import PostedForm


class LoginForm(PostedForm):
    mail = EmailField(
        lazy_gettext("Mail address"),
        filters=[lambda value: (value or "").strip()],
        validators=[
            InputRequired(lazy_gettext("Write your mail address")),
            Length(max=254, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[
            InputRequired(lazy_gettext("Write your password")),
            Length(max=1000, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
    next = HiddenField()

    def say_wrong(self) -> None:
        """One answer for an unknown address, a wrong password and a suspended account."""
        self.password.errors = [gettext("Mail address and password do not belong together. Try again.")]
