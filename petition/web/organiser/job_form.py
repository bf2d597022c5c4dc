"""What is asked before something is done to many signatures: which, what, and why."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from petition.lib.name_patterns import LONGEST, NamePattern, TooFewLetters
from petition.models.job import JobKind
from petition.models.petition import Petition
from petition.models.signature import SignatureState
from petition.services import origin_filter
from petition.services.looking_up import Wanted
from petition.web.forms import cleaned
from petition.web.reason_form import TOO_LONG, ReasonForm

NAMES_AND_COMMENTS = (JobKind.HIDE_NAME, JobKind.SHOW_NAME, JobKind.HIDE_COMMENT, JobKind.SHOW_COMMENT)
# What can be chosen in a list of those in one state.
OFFERED: dict[SignatureState, tuple[JobKind, ...]] = {
    SignatureState.COUNTED: (JobKind.REMOVE, *NAMES_AND_COMMENTS),
    SignatureState.HELD: (JobKind.RELEASE, JobKind.REMOVE, *NAMES_AND_COMMENTS),
    SignatureState.REMOVED: (JobKind.RESTORE,),
}
LABELS: dict[JobKind, Any] = {
    JobKind.RELEASE: lazy_gettext("Release"),
    JobKind.REMOVE: lazy_gettext("Remove"),
    JobKind.RESTORE: lazy_gettext("Restore"),
    JobKind.HIDE_NAME: lazy_gettext("Hide the name"),
    JobKind.SHOW_NAME: lazy_gettext("Show the name again"),
    JobKind.HIDE_COMMENT: lazy_gettext("Hide the comment"),
    JobKind.SHOW_COMMENT: lazy_gettext("Show the comment"),
    JobKind.SEND_AGAIN: lazy_gettext("Send the confirmation again"),
}
TICKED, ALL = "ticked", "all"
# More than any filter is long: what is left out of one would mean more people.
LONGEST_FILTER = 5000


class ChooseForm(ReasonForm):
    """Sent from a list of signatures, with a box in each row."""

    scope = RadioField(
        lazy_gettext("Which?"),
        choices=[
            SelectChoice(TICKED, lazy_gettext("Those that I have ticked")),
            SelectChoice(ALL, lazy_gettext("All in this list, also those on its further pages")),
        ],
        default=TICKED,
        validators=[InputRequired(lazy_gettext("Choose which ones"))],
    )
    names = StringField(
        lazy_gettext("Only with names like this"),
        filters=[cleaned],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )
    kind = SelectField(
        lazy_gettext("What should happen?"), validators=[InputRequired(lazy_gettext("Choose what should happen"))]
    )
    # The filter of the list.
    wanted = HiddenField()

    def __init__(self, petition: Petition, wanted: Mapping[str, str] | None = None, *, may_look_up: bool) -> None:
        super().__init__(data={"wanted": urlencode(wanted)} if wanted else None)
        self.takes_names = may_look_up and origin_filter.may_be_asked(petition, Wanted.from_params(self.params).state)
        state = Wanted.from_params(self.params).state
        kinds = OFFERED.get(state, ())
        self.kind.choices = [
            SelectChoice("", lazy_gettext("Choose")),
            *(SelectChoice(kind.value, LABELS[kind]) for kind in kinds),
        ]

    @property
    def params(self) -> dict[str, str]:
        """The filter, as plain words."""
        return dict(parse_qsl(self.wanted.data or "")) if len(self.wanted.data or "") < LONGEST_FILTER else {}

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to do with those of the list."""
        return len(self.kind.choices or []) > 1

    @property
    def ticked(self) -> list[str]:
        # PostgreSQL cannot even look for a NUL.
        return [public_id for public_id in request.form.getlist("chosen") if "\0" not in public_id]

    @property
    def takes_all(self) -> bool:
        return bool(self.scope.data == ALL)

    @property
    def chosen_kind(self) -> JobKind:
        return JobKind(self.kind.data)

    def validate_names(self, field: Field) -> None:
        if not field.data:
            return
        if not self.takes_names:
            raise ValidationError(lazy_gettext("Of these nobody is told who is among them: choose by something else"))
        if not self.takes_all:
            raise ValidationError(
                lazy_gettext("Names are looked for among all in the list: take all, or leave this empty")
            )
        try:
            NamePattern(field.data)
        except TooFewLetters:
            raise ValidationError(lazy_gettext("Write three letters of the name at least")) from None

    def validate_scope(self, field: Field) -> None:
        if field.data == TICKED and not self.ticked:
            raise ValidationError(lazy_gettext("You have ticked none: go back to the list and tick some, or take all"))


class SendAgainForm(ReasonForm):
    """For those who have not confirmed."""

    since = DateField(lazy_gettext("Sent from this day on"), validators=[Optional()])
    until = DateField(lazy_gettext("Sent up to this day"), validators=[Optional()])
