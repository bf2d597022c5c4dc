"""What every form here is made from."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto, _is_submitted

from petition.lib import text


def cleaned(value: str | None) -> str:
    """A filter for fields of one line."""
    return text.clean_line(value or "")


def cleaned_text(value: str | None) -> str:
    """A filter for fields of several lines."""
    return text.clean_text(value or "")


class PostedForm(FlaskForm):
    """Reads what the form on a page sends, and nothing else.

    Flask-WTF would also take JSON, whose values need not be text, and files in the place of words.
    """

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            return request.form if _is_submitted() else None
