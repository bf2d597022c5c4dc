"""The count as readers see it."""

from datetime import UTC
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from petition.lib import clock
from petition.models.petition import Petition
from petition.services import counting, petitions
from petition.services.counting import Count
from petition.web import formats


class CountView:
    """A petition's newest count, with its time in the petition's zone.

    `counts_people` is false under a letter that only organisations and people in a capacity sign: it has signatories.
    """

    def __init__(self, petition: Petition, count: Count | None = None) -> None:
        """`count` is the newest, where it was read already."""
        count = count or counting.count_of(petition)
        at = count.at or petition.opened_at or clock.now()
        self.number = count.number
        self.counts_people = petition.abilities.people_sign
        self.goal = count.goal
        self.percent = count.percent
        self.held = count.held
        self.withdrawn = count.withdrawn
        self.removed = count.removed
        self.as_of_iso = formats.iso(at.astimezone(UTC))
        today = clock.day_in(clock.now(), petition.zone)
        self.as_of = formats.time_of_day(at, petition.zone, today=today)
        # With its day, for what is read on another one.
        self.as_of_in_full = formats.moment(at, petition.zone)
        slug = petitions.current_slug(petition)
        self.url = url_for("public.count", slug=slug)
        # Before it opens there is none to look at.
        how = url_for("public.privacy", _anchor="numbers")
        self.ledger_url = url_for("public.ledger", slug=slug) if petition.is_public else how

    @property
    def words(self) -> str:
        """What follows the number: `of 10,000 have signed`."""
        if self.goal:
            return str(gettext("of %(goal)s have signed", goal=formats.number(self.goal)))
        if self.counts_people:
            return str(ngettext("person has signed", "people have signed", self.number))
        return str(ngettext("signatory", "signatories", self.number))

    @property
    def in_words(self) -> str:
        """`8,412 of 10,000 have signed`, where there is no room for more."""
        return f"{formats.number(self.number)} {self.words}"

    def as_json(self) -> dict[str, Any]:
        """What pages and other sites poll."""
        return {
            "count": self.number,
            "goal": self.goal,
            "percent": self.percent,
            "held": self.held,
            "withdrawn": self.withdrawn,
            "removed": self.removed,
            "at": self.as_of_iso,
            "as_of": self.as_of,
        }
