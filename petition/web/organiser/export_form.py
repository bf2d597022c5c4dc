"""The question which list is taken, and in which form."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from petition.models.record import ExportPurpose
from petition.services import exporting
from petition.web.forms import PostedForm

PURPOSES = {
    ExportPurpose.OFFICIALS: lazy_gettext("Names for the addressees"),
    ExportPurpose.NEWS_LIST: lazy_gettext("News list"),
}
WHAT_IT_HOLDS = {
    ExportPurpose.OFFICIALS: lazy_gettext(
        "Only who gave their name to the addressees or published it. No mail addresses."
    ),
    ExportPurpose.NEWS_LIST: lazy_gettext(
        "Only who asked for news: mail address, language, what they agreed to. Delete the file when you have used it."
    ),
}
FORMS = {
    exporting.ExportForm.EXCEL_XLSX: lazy_gettext("Excel workbook"),
    exporting.ExportForm.EXCEL_CSV: lazy_gettext("CSV that opens in Excel"),
    exporting.ExportForm.CSV: lazy_gettext("CSV for other programs"),
}


class ExportForm(PostedForm):
    purpose = RadioField(
        lazy_gettext("Which list?"),
        choices=[SelectChoice(purpose.value, label) for purpose, label in PURPOSES.items()],
        validators=[InputRequired(lazy_gettext("Choose a list"))],
    )
    form = RadioField(
        lazy_gettext("In which form?"),
        choices=[SelectChoice(form.value, label) for form, label in FORMS.items()],
        default=exporting.ExportForm.EXCEL_XLSX.value,
    )

    # A line below each answer; the macro takes plain words by value.
    what_it_holds: ClassVar[dict[str, Any]] = {purpose.value: words for purpose, words in WHAT_IT_HOLDS.items()}

    @staticmethod
    def purpose_label(purpose: ExportPurpose) -> str:
        return str(PURPOSES[purpose])
