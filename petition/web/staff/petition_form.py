"""What those who run the site send about a petition, and what they look for."""

from flask_babel import lazy_gettext
from wtforms import Form, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from petition.models.petition import PetitionState
from petition.web.forms import PostedForm, cleaned
from petition.web.petition_states import STATES
from petition.web.reason_form import needed_line, needed_text

PUBLIC_REASON_LENGTH = 500


class SearchForm(Form):
    """Sent by GET: it changes nothing."""

    q = StringField(
        lazy_gettext("Search"),
        description=lazy_gettext("A part of the title, of the address or of the team’s name."),
        filters=[cleaned],
    )
    state = SelectField(lazy_gettext("State"), validate_choice=False)

    def offer_states(self) -> None:
        shown = [state for state in PetitionState if state is not PetitionState.DRAFT]
        choices = [SelectChoice(state.value, str(STATES[state]())) for state in shown]
        self.state.choices = [SelectChoice("", str(lazy_gettext("all"))), *choices]

    @property
    def wanted_state(self) -> PetitionState | None:
        return PetitionState(self.state.data) if self.state.data in list(PetitionState) else None


class HideForm(PostedForm):
    """Why a petition is taken from view, as everyone reads it."""

    reason = needed_text(
        lazy_gettext("Public reason"),
        lazy_gettext("Everyone reads it in the petition’s place, as you write it. Name nobody in it."),
        lazy_gettext("Write the reason; everyone will read it"),
        most=PUBLIC_REASON_LENGTH,
    )


class OtherReasonForm(PostedForm):
    """Another public reason, while it is hidden."""

    public_reason = needed_text(
        lazy_gettext("New public reason"),
        lazy_gettext("Everyone reads it in the petition’s place, as you write it. Name nobody in it."),
        lazy_gettext("Write the reason; everyone will read it"),
        most=PUBLIC_REASON_LENGTH,
    )


class KeepForm(PostedForm):
    """Why it stays; `seen` is the newest report that was read."""

    note = needed_line(
        lazy_gettext("Why it stays"),
        lazy_gettext("It is kept, for those who run the site alone. Name nobody in it."),
        lazy_gettext("Write why it stays; it is kept"),
    )
    seen = HiddenField()
