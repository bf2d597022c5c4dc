"""The sign form's token: stateless, and the same for all who read a cached page."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext
from wtforms import ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm

from petition.extensions import tokens
from petition.lib import clock
from petition.lib.tokens import InvalidToken
from petition.web.forms import PostedForm
from petition.web.sharing import not_part_of_the_page

PURPOSE = "form"
LIFE = timedelta(hours=72)


class FormToken(CSRF):
    """WTForms' way to protect a form, over itsdangerous.

    The token names the petition and the hour it was made in; it lives 72 hours. It proves that the form was
    fetched from us, not by whom: there is no session that could be ridden.
    """

    def setup_form(self, form: BaseForm) -> Any:
        self.petition_id = str(form.meta.csrf_context)
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return this_hours(self.petition_id)

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        """Raises ValidationError where the form is not ours or too old; it is then shown again, all kept."""
        try:
            petition_id, hour = tokens.read_undated(PURPOSE, field.data or "")
            # One of a later hour is ours too: the clock of another host is ahead, or ours was set back.
            is_good = petition_id == self.petition_id and abs(_hour() - hour) <= LIFE / timedelta(hours=1)
        except (InvalidToken, ValueError, TypeError):
            is_good = False
        if not is_good:
            raise ValidationError(
                gettext("This page was open for a long time. Look it over once more and send it again.")
            )


class TokenForm(PostedForm):
    """One that anybody may send, without a session: guarded by FormToken, and made with a `csrf_context`."""

    class Meta(PostedForm.Meta):
        csrf = True
        csrf_class = FormToken
        csrf_field_name = "form_token"


def this_hours(petition_id: str) -> str:
    """The token that forms for this petition (its public id) carry now."""
    return not_part_of_the_page(tokens.make_undated(PURPOSE, [petition_id, _hour()]))


def _hour() -> int:
    return int(clock.now().timestamp() // 3600)
