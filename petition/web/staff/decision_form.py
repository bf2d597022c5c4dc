"""Why those who run the site decide something about an account or a team. Several such forms may stand on a page."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from petition.web.forms import PostedForm, cleaned
from petition.web.reason_form import LENGTH, TOO_LONG


class DecisionForm(PostedForm):
    reason = StringField(
        lazy_gettext("Reason"),
        description=lazy_gettext("It is kept, and mailed to those whom it is about. Name nobody else in it."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write the reason; it is kept")),
            Length(max=LENGTH, message=TOO_LONG),
        ],
    )


def posted(verb: str) -> DecisionForm:
    """What was sent about this verb."""
    return _named(DecisionForm(), verb)


def forms_for(verbs: Iterable[str], sent: dict[str, DecisionForm]) -> dict[str, DecisionForm]:
    """A form for each verb: empty, or as it was sent."""
    return {verb: sent.get(verb) or _named(DecisionForm(None), verb) for verb in verbs}


def _named(form: DecisionForm, verb: str) -> DecisionForm:
    form.reason.id = f"reason-{verb.replace('_', '-')}"
    return form
