"""The question which list is taken, and in which form."""

from collections.abc import Collection
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from petition.models.petition import Petition
from petition.models.record import ExportPurpose
from petition.services import exporting, petitions
from petition.web.forms import PostedForm, cleaned

PURPOSES = {
    ExportPurpose.OFFICIALS: lazy_gettext("Names for the addressees"),
    ExportPurpose.NEWS_LIST: lazy_gettext("News list"),
    ExportPurpose.ARCHIVE: lazy_gettext("Archive"),
}
WHAT_IT_IS_FOR = {
    ExportPurpose.OFFICIALS: lazy_gettext("To hand over to those the petition is addressed to. No mail addresses."),
    ExportPurpose.NEWS_LIST: lazy_gettext("To write to those who asked for news, with a program of your own."),
    ExportPurpose.ARCHIVE: lazy_gettext("All that the team may know, for your own records. Only owners can take it."),
}
FORMS = {
    exporting.ExportForm.EXCEL_XLSX: lazy_gettext("Excel workbook"),
    exporting.ExportForm.EXCEL_CSV: lazy_gettext("CSV that opens in Excel"),
    exporting.ExportForm.CSV: lazy_gettext("CSV for other programs"),
}


def options(offered: Collection[ExportPurpose]) -> list[SelectChoice]:
    return [SelectChoice(purpose.value, label) for purpose, label in PURPOSES.items() if purpose in offered]


class ExportForm(PostedForm):
    purpose = RadioField(
        lazy_gettext("Which list?"),
        choices=options(list(ExportPurpose)),
        validators=[InputRequired(lazy_gettext("Choose a list"))],
    )
    form = RadioField(
        lazy_gettext("In which form?"),
        choices=[SelectChoice(form.value, label) for form, label in FORMS.items()],
        default=exporting.ExportForm.EXCEL_XLSX.value,
    )
    # What nobody takes by one press too many.
    typed = StringField(lazy_gettext("Type the petition’s short name"), filters=[cleaned])

    # A line below each answer; the macro takes plain words by value.
    what_it_is_for: ClassVar[dict[str, Any]] = {purpose.value: words for purpose, words in WHAT_IT_IS_FOR.items()}

    def __init__(self, petition: Petition, *filled: None) -> None:
        super().__init__(*filled)
        self._petition = petition

    def validate_typed(self, field: StringField) -> None:
        if self._must_be_typed and field.data != petitions.current_slug(self._petition):
            raise ValidationError(lazy_gettext("Type the petition’s short name as it stands here, if you mean it"))

    @property
    def _must_be_typed(self) -> bool:
        return self._petition.is_discreet or self.purpose.data == ExportPurpose.ARCHIVE

    def leave_out(self, purpose: ExportPurpose) -> None:
        """Do not offer it to whoever may not take it; sent all the same, it is refused as it is by its verb."""
        self.purpose.choices = options(set(ExportPurpose) - {purpose})


class DeparturesForm(PostedForm):
    form = RadioField(choices=ExportForm.form.kwargs["choices"], default=exporting.ExportForm.EXCEL_XLSX.value)
