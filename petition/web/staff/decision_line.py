"""One thing that waits for those who run the site, as their list shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from petition.services import petitions
from petition.services.staff_mails import Waits
from petition.services.staff_queue import Waiting
from petition.web.petition_words import PetitionWords

# What is to be decided, and how many ask for it.
ABOUT: dict[Waits, Callable[[int], str]] = {
    Waits.REVIEW: lambda _: gettext("Its team wants to open it"),
    Waits.REPORT: lambda number: ngettext("%(num)s reader reported it", "%(num)s readers reported it", number),
    Waits.TEXT: lambda _: gettext("Its team wants to change more of the text than it may by itself"),
}
# Where it is decided.
PLACES: dict[Waits, Callable[[Waiting], str]] = {
    Waits.REVIEW: lambda one: url_for("staff.petition_review", slug=petitions.current_slug(one.petition)),
    Waits.REPORT: lambda one: url_for("staff.petition", slug=petitions.current_slug(one.petition)),
    Waits.TEXT: lambda one: url_for(
        "staff.correction", slug=petitions.current_slug(one.petition), public_id=one.public_id
    ),
}


@dataclass(frozen=True)
class DecisionLine(PetitionWords):
    """Plain values."""

    about: str
    since: datetime
    url: str


def decision_line(one: Waiting) -> DecisionLine:
    return DecisionLine(one.petition, str(ABOUT[one.kind](one.number)), one.since, PLACES[one.kind](one))
