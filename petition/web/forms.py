"""What every form here is made from."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from flask_wtf.form import _Auto, _is_submitted
from wtforms import ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm

from petition.lib import text


def cleaned(value: str | None) -> str:
    """A filter for fields of one line."""
    return text.clean_line(value or "")


def cleaned_text(value: str | None) -> str:
    """A filter for fields of several lines."""
    return text.clean_text(value or "")


class _SessionToken(_FlaskFormCSRF):
    """Flask-WTF's token, which speaks English alone, and of tokens."""

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(
                gettext("This page was open for a long time. Look it over once more and send it again.")
            ) from None


class PostedForm(FlaskForm):
    """Reads what the form on a page sends, and nothing else.

    Flask-WTF would also take JSON, whose values need not be text, and files in the place of words.
    """

    class Meta(FlaskForm.Meta):
        csrf_class: type[CSRF] = _SessionToken

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            return request.form if _is_submitted() else None
