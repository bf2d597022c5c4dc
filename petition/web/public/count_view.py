"""The count as readers see it."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from petition.lib import clock
from petition.models.petition import Petition
from petition.services import counting, petitions
from petition.web import formats


class CountView:
    """A petition's newest count, with its time in the petition's zone."""

    def __init__(self, petition: Petition) -> None:
        count = counting.count_of(petition)
        at = count.at or petition.opened_at or clock.now()
        self.number = count.number
        self.goal = count.goal
        self.percent = count.percent
        self.held = count.held
        self.withdrawn = count.withdrawn
        self.removed = count.removed
        self.as_of_iso = formats.iso(at.astimezone(UTC))
        today = clock.now().astimezone(ZoneInfo(petition.zone)).date()
        self.as_of = formats.time_of_day(at, petition.zone, today=today)
        self.url = url_for("public.count", slug=petitions.current_slug(petition))

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
