"""What is asked about news: its words in a language, when it is published and to whom, and why it is taken down."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from petition.lib import clock, text
from petition.models.petition import Petition
from petition.services import lengths
from petition.web.forms import PostedForm
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import LocalTimeField
from petition.web.organiser.section_form import SectionForm
from petition.web.organiser.team_form import TOO_LONG

PAGE, MAIL = "page", "mail"
NOW, LATER = "now", "later"


def _markdown(value: str | None) -> str:
    return text.clean_markdown(value or "")


class UpdateForm(SectionForm):
    title = asking.line(
        lazy_gettext("Title"), hint=lazy_gettext("Also the subject of the mail. Up to 70 letters are read at a glance.")
    )
    text = TextAreaField(
        lazy_gettext("Text"),
        description=lazy_gettext("What happened, what it means, and what comes next."),
        filters=[_markdown],
        validators=[Length(max=lengths.BODY, message=TOO_LONG)],
    )


class PublishForm(PostedForm):
    """`seen` is what was looked at: that alone is published."""

    seen = HiddenField()
    reach = asking.one_of(
        lazy_gettext("Who gets it"),
        {
            PAGE: lazy_gettext("Whoever reads the page, or follows the feed"),
            MAIL: lazy_gettext("The same, and by mail those who signed and asked for news on this petition"),
        },
        default="",
    )
    when = asking.one_of(
        lazy_gettext("When"), {NOW: lazy_gettext("At once"), LATER: lazy_gettext("At this time:")}, default=NOW
    )
    at = LocalTimeField(lazy_gettext("Day and time"))

    @property
    def wants_mail(self) -> bool:
        return "reach" in self and self["reach"].data == MAIL

    @property
    def planned_at(self) -> datetime | None:
        """By the petition's own clocks; None for at once. Only for a form that is valid."""
        return datetime.fromisoformat(self.at.data) if self.when.data == LATER else None

    def suits(self, petition: Petition) -> bool:
        """Whether the time lies ahead, where one is asked for; if not, the form says so."""
        if self.when.data == NOW:
            # What stands in the other answer's field matters to nobody.
            return True
        if not self.at.data:
            self.at.errors = [gettext("Write the day and the time")]
        elif clock.moment(datetime.fromisoformat(self.at.data), petition.zone) <= clock.now():
            self.at.errors = [gettext("This time is over. Choose a later one, or “At once”.")]
        return not self.at.errors


class TakeDownForm(PostedForm):
    reason = asking.line(
        lazy_gettext("Why"), hint=lazy_gettext("Your team reads it here and in its log. Write no names.")
    )

    def has_reason(self) -> bool:
        """Whether it says why; if not, the form says that it should."""
        if not self.reason.data:
            self.reason.errors = [gettext("Write why")]
        return bool(self.reason.data)
