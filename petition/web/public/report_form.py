"""What a reader finds wrong with a comment, or with a petition."""

from typing import Any, Self

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from petition.web.forms import cleaned_text
from petition.web.public.form_token import TokenForm
from petition.web.public.petition_page import PetitionPage
from petition.web.public.sign_form import TOO_LONG
from petition.web.report_words import ABOUT_PETITIONS, REASONS

WORDS_LENGTH = 500


class ReportForm(TokenForm):
    """No name and no mail address is asked: whoever reports something stays unknown."""

    reason = RadioField(
        lazy_gettext("What is wrong with it?"),
        choices=[SelectChoice(reason.value, label) for reason, label in REASONS.items()],
        validators=[InputRequired(lazy_gettext("Choose what is wrong with it"))],
    )
    words = TextAreaField(
        lazy_gettext("What should the team know? (optional)"),
        description=lazy_gettext("Do not write who you are."),
        filters=[cleaned_text],
        validators=[Length(max=WORDS_LENGTH, message=TOO_LONG)],
    )
    website = StringField(lazy_gettext("Leave this empty"))

    @classmethod
    def about(cls, page: PetitionPage) -> Self:
        meta: dict[str, Any] = {"csrf_context": page.petition.public_id}
        return cls(meta=meta)


class ReportAgain(ReportForm):
    """The form while nothing is known of the petition; its token is the one that was sent."""

    class Meta:
        csrf = False


class PetitionReportForm(ReportForm):
    """The same about the petition itself; those who run the site read it."""

    reason = RadioField(
        lazy_gettext("What is wrong with it?"),
        choices=[SelectChoice(reason.value, label) for reason, label in ABOUT_PETITIONS.items()],
        validators=[InputRequired(lazy_gettext("Choose what is wrong with it"))],
    )
    words = TextAreaField(
        lazy_gettext("What should we know? (optional)"),
        description=lazy_gettext("Do not write who you are."),
        filters=[cleaned_text],
        validators=[Length(max=WORDS_LENGTH, message=TOO_LONG)],
    )


class PetitionReportAgain(PetitionReportForm):
    """As `ReportAgain`."""

    class Meta:
        csrf = False
