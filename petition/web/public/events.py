"""A petition's events as calendar files."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.extensions import settings
from petition.lib import ical
from petition.models.event import Event
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.petition_page import PetitionPage, page_of
from petition.web.said import said


@bp.get("/petitions/<slug>/events/<int:number>.ics")
def event_calendar(slug: str, number: int) -> ResponseReturnValue:
    page = page_of(petition_or_404(slug))
    chosen = [event for event in page.petition.events if event.position == number]
    return _calendar(page, chosen, f"{page.slug}-{number}.ics")


@bp.get("/petitions/<slug>/events.ics")
def events_calendar(slug: str) -> ResponseReturnValue:
    """All that is still to come, in one file."""
    page = page_of(petition_or_404(slug))
    coming = [event for event in page.petition.events if not event.is_past]
    return _calendar(page, coming, f"{page.slug}.ics")


def _calendar(page: PetitionPage, events: Sequence[Event], filename: str) -> ResponseReturnValue:
    if not events:
        abort(404)
    response = Response(ical.calendar(*(_entry(event, page) for event in events)), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _entry(event: Event, page: PetitionPage) -> ical.Entry:
    own = page.petition.language
    title, page_url = said(event.titles, own), settings.base_url + page.url
    return ical.Entry(
        uid=f"{event.public_id}@{urlsplit(settings.base_url).hostname}",
        stamp=page.petition.created_at,
        starts=event.starts_local,
        minutes=event.minutes,
        zone=event.zone,
        language=title.language,
        summary=title.text,
        location=said(event.places, own).text,
        description="\n\n".join(filter(None, (said(event.texts, own).text, page.title, page_url))),
        url=event.url or page_url,
    )
