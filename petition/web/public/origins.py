"""Where the request at hand comes from, as it is kept: for whatever takes forms and confirmations.

Asked before anything is locked, because the first of a day makes the key of that day.
"""

from typing import Any

from flask import request

from petition.lib import clock
from petition.models.petition import Petition
from petition.services import daily_keys, origins
from petition.services.challenges import Solved
from petition.services.origins import Place
from petition.web import doubting


def of_form(petition: Petition, solved: Solved | None) -> dict[str, Any]:
    """Of the form at hand, with the work that was done for it."""
    now, address = clock.now(), request.remote_addr or ""
    key = daily_keys.of_today(now.date(), doubting.current().daily_keys)
    return origins.of_form(petition, address, key, now=now, began=solved.issued_at if solved else None)


def place_now(petition: Petition) -> Place:
    """Of the request at hand."""
    key = daily_keys.of_today(clock.now().date(), doubting.current().daily_keys)
    return origins.place_of(petition, request.remote_addr or "", key)
