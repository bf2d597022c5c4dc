"""When a petition is to open by itself: what its team writes where it plans that, or sends it to be looked at first."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext
from wtforms.validators import InputRequired, Optional

from petition.lib import clock
from petition.models.petition import Petition
from petition.web.forms import PostedForm
from petition.web.organiser.editor_fields import LocalTimeField


class ScheduleForm(PostedForm):
    opens = LocalTimeField(
        lazy_gettext("Day and time"), validators=[InputRequired(lazy_gettext("Write the day and the time"))]
    )

    @property
    def at(self) -> datetime | None:
        """By the petition's own clocks; None where none was written. Only for a form that is valid."""
        return datetime.fromisoformat(self.opens.data) if self.opens.data else None

    def suits(self, petition: Petition) -> bool:
        """Whether it lies ahead, after the embargo and before the closing; if not, the form says so."""
        if self.at is None:
            return True
        if clock.moment(self.at, petition.zone) <= clock.now():
            self.opens.errors = [gettext("This time is over. To open it at once, use the button above.")]
        elif petition.embargo_local and self.at < petition.embargo_local:
            self.opens.errors = [gettext("Then it is still under embargo. Choose a later time.")]
        elif petition.closes_local and self.at >= petition.closes_local:
            self.opens.errors = [gettext("By then it would be closed. Choose an earlier time, or let it close later.")]
        return not self.opens.errors


class ReviewForm(ScheduleForm):
    """Sends it to those who run the site. Without a time it opens as soon as they let it."""

    opens = LocalTimeField(lazy_gettext("Day and time to open at"), validators=[Optional()])
