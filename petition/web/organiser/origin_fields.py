"""Filters by where signatures came from: as fields, as words that say them, and as links from one signature."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext, lazy_gettext
from wtforms import DateField, DateTimeLocalField, Field, Form

from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import alike, origin_filter, petitions
from petition.services.alike import Alike
from petition.services.looking_up import Wanted
from petition.services.neighbours import Around
from petition.services.origin_filter import SENT
from petition.web import formats

SINCE, UNTIL = lazy_gettext("Form sent from then on"), lazy_gettext("Form sent up to then")
TYPED = "%Y-%m-%dT%H:%M"
# As chips of a filter, and as jobs, say it.
SHARED: dict[str, Callable[[], str]] = {
    "same_mailbox": lambda: gettext("Same mailbox as one of them, under whatever spelling"),
    "same_address": lambda: gettext("Sent from the same network as one of them"),
    "same_neighbourhood": lambda: gettext("Sent from the neighbourhood of one of them"),
    "same_confirmer": lambda: gettext("Confirmed from the same network as one of them"),
    "same_domain": lambda: gettext("Same mail domain as one of them"),
}
# As links beside a signature say it.
LINKS: dict[str, Callable[[], str]] = {
    "same_address": lambda: gettext("Sent from the same network"),
    "same_neighbourhood": lambda: gettext("Sent from its neighbourhood"),
    "same_confirmer": lambda: gettext("Confirmed from the same network"),
    "same_mailbox": lambda: gettext("Same mailbox"),
    "same_domain": lambda: gettext("Same mail domain"),
}


class SentForm(Form):
    """When the form was sent, by the petition's clocks."""

    sent_since: Field = DateTimeLocalField(SINCE, format=TYPED)
    sent_until: Field = DateTimeLocalField(UNTIL, format=TYPED)


class SentOnForm(SentForm):
    """The same where of the time nothing but the day is known, or may be asked."""

    sent_since = DateField(SINCE)
    sent_until = DateField(UNTIL)


def with_moments(petition: Petition, params: Mapping[str, str]) -> dict[str, str]:
    """The params of an address with their times, which stand there as somebody typed them, as moments."""
    found, state = dict(params), Wanted.from_params(params).state
    for name in SENT:
        try:
            typed = datetime.fromisoformat(found.get(name, ""))
            found[name] = origin_filter.written(_moment(petition, state, typed, is_end=name == "sent_until"))
        except (ValueError, OverflowError):
            # What is no time is said beside the field.
            continue
    return found


def typed_values(petition: Petition, wanted: Wanted) -> dict[str, datetime]:
    """What the fields hold."""
    moments = {name: getattr(wanted, name) for name in SENT}
    return {name: value.astimezone(_zone(petition)) for name, value in moments.items() if value}


def words(petition: Petition, name: str, value: Any) -> str:
    """What one of these filters asks for."""
    if name in SHARED:
        return str(SHARED[name]())
    if petition.is_discreet:
        return formats.day(value.date())
    return formats.moment(value, petition.zone)


@dataclass(frozen=True)
class SameLink:
    """To those that share something with a signature. `number` says how many they are, as far as they were counted."""

    words: str
    number: str
    url: str


def links_for(petition: Petition, around: Around) -> dict[str, list[SameLink]]:
    """By public id: to all held ones that share something with a held one, where there are others."""
    held = [one for one in around.held if one.state is SignatureState.HELD and one.id in around.origins]
    return {one.public_id: _links(petition, one, around) for one in held}


def _links(petition: Petition, held: Signature, around: Around) -> list[SameLink]:
    slug, origin = petitions.current_slug(petition), around.origins[held.id]
    found = alike.of(origin, around)

    def link(words: str, number: str, **filters: Any) -> SameLink:
        params: dict[str, Any] = Wanted(SignatureState.HELD, **filters).to_params()
        return SameLink(words, number, url_for("organiser.signatures", slug=slug, **params))

    links = [
        link(str(label()), _number(found[name]), **{name: held.public_id})
        for name, label in LINKS.items()
        if name in found
    ]
    # Where signers are at risk nothing but the day is known.
    width = timedelta(0) if petition.is_discreet else alike.AROUND
    label = gettext("Sent on the same day") if petition.is_discreet else gettext("Sent within ten minutes of it")
    return [*links, link(label, "", sent_since=origin.sent_at - width, sent_until=origin.sent_at + width)]


def _number(found: Alike) -> str:
    """Empty where there are more, and so few of them were read that it would say nothing."""
    if not found.is_more:
        return formats.number(found.n)
    return str(gettext("at least %(number)s", number=formats.number(found.n))) if found.n > 1 else ""


def _moment(petition: Petition, state: SignatureState, typed: datetime, *, is_end: bool) -> datetime:
    """By the petition's clocks where it names no zone; its whole day, where no more than that may be asked."""
    zone = _zone(petition)
    there = typed.astimezone(zone) if typed.tzinfo else typed.replace(tzinfo=zone)
    if origin_filter.is_by_day(petition, state):
        there = datetime.combine(there.date(), time.max if is_end else time.min, zone)
    return there.astimezone(UTC)


def _zone(petition: Petition) -> tzinfo:
    """Where signers are at risk days are kept by UTC."""
    return UTC if petition.is_discreet else ZoneInfo(petition.zone)
