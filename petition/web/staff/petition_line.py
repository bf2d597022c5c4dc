"""A petition as those who run the site see it: how it stands, what readers reported, what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from flask import url_for
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup

from petition.lib import markdown
from petition.models.petition import PetitionState
from petition.models.record import Audit
from petition.models.report import Report
from petition.services import counting, petitions, reporting, staff_petitions
from petition.services.counting import Count
from petition.web.petition_states import STATES
from petition.web.petition_words import PetitionWords
from petition.web.report_words import ABOUT_PETITIONS

# What staff decide about a petition: as it is audited, and in words.
DECISIONS = {
    "hide petition": lazy_gettext("Took it from view"),
    "correct hidden reason": lazy_gettext("Changed the public reason"),
    "show petition": lazy_gettext("Let it be seen again"),
    "keep petition": lazy_gettext("Kept it as it is, though readers had reported it"),
}


@dataclass(frozen=True)
class ReportLine:
    day: date
    reason: str
    words: str


@dataclass(frozen=True)
class DecisionLine:
    at: datetime
    deed: str
    who: str
    reason: str


@dataclass(frozen=True)
class StaffPetition(PetitionWords):
    """Plain values, in the language of the page where the petition speaks it."""

    reported: int = 0

    @property
    def state(self) -> str:
        return str(STATES[self.petition.state]())

    @property
    def since(self) -> datetime | None:
        """Since when it stands so, as far as that is noted."""
        moments = {
            PetitionState.IN_REVIEW: self.petition.sent_for_review_at,
            PetitionState.OPEN: self.petition.opened_at,
            PetitionState.CLOSED: self.petition.closed_at,
            PetitionState.HIDDEN: self.petition.hidden_at,
        }
        return moments.get(self.petition.state)

    @property
    def url(self) -> str:
        return url_for("staff.petition", slug=self.slug)

    @property
    def public_url(self) -> str | None:
        return url_for("public.petition", slug=self.slug) if self.petition.is_public else None

    @property
    def review_url(self) -> str | None:
        is_in_review = self.petition.state is PetitionState.IN_REVIEW
        return url_for("staff.petition_review", slug=self.slug) if is_in_review else None

    @property
    def news_url(self) -> str | None:
        """Where its team may be allowed to mail some sooner than usual."""
        return url_for("staff.updates_not_mailed", slug=self.slug) if self.petition.is_public else None

    @property
    def count(self) -> Count | None:
        """As everyone is shown it, while everyone is."""
        return counting.count_of(self.petition) if self.petition.is_public else None

    @property
    def is_hidden(self) -> bool:
        return self.petition.state is PetitionState.HIDDEN

    @property
    def has_text(self) -> bool:
        """Whether it is to be read here: on no page of the site can staff read it now."""
        return self.petition.state in (PetitionState.CIRCULATING, PetitionState.HIDDEN)

    @property
    def can_be_hidden(self) -> bool:
        return self.petition.state in petitions.CAN_BE_HIDDEN

    @property
    def state_before(self) -> str:
        return str(STATES[self.petition.state_before]()) if self.petition.state_before else ""

    @property
    def text_html(self) -> Markup:
        """What others cannot look up now: whoever decides about it must."""
        return markdown.render(self.revision.text)

    @cached_property
    def decisions(self) -> list[DecisionLine]:
        return [_decision(*one) for one in staff_petitions.decisions(self.petition, list(DECISIONS))]


def report_line(report: Report) -> ReportLine:
    return ReportLine(report.reported_on, str(ABOUT_PETITIONS[report.reason]), reporting.words_of(report))


def _decision(line: Audit, name: str | None) -> DecisionLine:
    who = name or str(gettext("Somebody at the command line, or whose account is gone"))
    return DecisionLine(line.created_at, str(DECISIONS[line.verb]), who, str(line.details.get("reason", "")))
