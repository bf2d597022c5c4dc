"""A petition for machines that read pages: a graph in the words of schema.org, as JSON-LD."""

import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup

from petition.extensions import settings
from petition.models.event import Event
from petition.web import formats
from petition.web.public.petition_page import PetitionPage
from petition.web.said import said
from petition.web.signatory_view import SignatoryView

Node = dict[str, Any]
# The page lists all of them; a search engine needs no more.
MOST_CONTRIBUTORS = 100
# What could end the element that the data stands in, or break a line of script.
UNSAFE = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


@dataclass(frozen=True)
class Graph:
    """The text itself, and what else there is to be said of it."""

    web_page: Node
    work: Node
    others: list[Node]


def graph_of(page: PetitionPage, *, image_url: str) -> Graph:
    """All but the count."""
    team = _team(page)
    work = _work(page, team)
    events = [_event(event, page, team) for event in page.petition.events]
    return Graph(_filled(_web_page(page, work, image_url)), _filled(work), [_filled(node) for node in (team, *events)])


def linked_data(graph: Graph, *, endorsed: int | None) -> Markup:
    """What stands in a data block of the page: JSON in which nothing can end the block.

    `endorsed`: by how many, where that is counted.
    """
    work = graph.work if endorsed is None else graph.work | {"interactionStatistic": _endorsements(endorsed)}
    whole = {"@context": "https://schema.org", "@graph": [graph.web_page, work, *graph.others]}
    compact = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    escaped = compact.translate(UNSAFE)
    return Markup(escaped)  # nosec B704 # noqa: S704 -- as JSON is


def _web_page(page: PetitionPage, work: Node, image_url: str) -> Node:
    url = settings.base_url + page.url
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": page.title,
        "inLanguage": page.text_lang,
        "isPartOf": {"@type": "WebSite", "name": settings.site_name, "url": f"{settings.base_url}/"},
        "primaryImageOfPage": {"@type": "ImageObject", "url": image_url},
        "mainEntity": {"@id": work["@id"]},
    }


def _work(page: PetitionPage, team: Node) -> Node:
    """The text itself: a letter or a statement is an article, and every language of it a work of its own."""
    petition, is_article = page.petition, page.can.counts_signatories
    kind = "Article" if is_article else "CreativeWork"
    others = [
        {"@type": kind, "@id": _text_id(page, language), "inLanguage": language}
        for language in petition.readable_languages
        if language != page.text_lang
    ]
    is_original = page.text_lang == petition.language
    return {
        "@type": kind,
        "@id": _text_id(page, page.text_lang),
        "genre": page.kind_label,
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.text_lang,
        "datePublished": formats.iso(petition.opened_at) if petition.opened_at else None,
        "author": {"@id": team["@id"]},
        "audience": [{"@type": "Audience", "name": one["name"].text} for one in page.addressees_to],
        "keywords": page.hashtags,
        "contributor": [_contributor(one) for one in page.signatories if not one.is_withheld][:MOST_CONTRIBUTORS],
        "workTranslation": others if is_original else None,
        "translationOfWork": None if is_original else {"@id": _text_id(page, petition.language)},
    }


def _team(page: PetitionPage) -> Node:
    team = page.team
    # The same in every language of the site.
    url = settings.base_url + url_for("public.team", slug=team.slug, lang=None)
    return {
        "@type": "Organization",
        "@id": f"{url}#team",
        "name": page.team_name,
        "legalName": team.legal_name,
        "url": team.website or url,
    }


def _event(event: Event, page: PetitionPage, team: Node) -> Node:
    own, zone = page.petition.language, ZoneInfo(event.zone)
    place = said(event.places, own).text
    url = settings.base_url + page.url
    return {
        "@type": "Event",
        "@id": f"{url}#event-{event.position}",
        "name": said(event.titles, own).text,
        "description": said(event.texts, own).text,
        "startDate": formats.iso(event.starts_at.astimezone(zone)),
        "endDate": formats.iso(event.ends_at.astimezone(zone)),
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "Place", "name": place, "address": place} if place else None,
        "organizer": {"@id": team["@id"]},
        "url": event.url or url,
    }


def _contributor(signatory: SignatoryView) -> Node:
    """A listed signatory: an organisation, or a person, who may stand for one."""
    organisation = signatory.organisation
    named = {"@type": "Organization", "name": organisation.text, "url": signatory.url} if organisation else {}
    if signatory.person is None:
        return _filled(named)
    title = signatory.title.text if signatory.title else None
    person = {"@type": "Person", "name": signatory.person.text, "jobTitle": title, "affiliation": _filled(named)}
    return _filled(person if organisation else {**person, "url": signatory.url})


def _endorsements(number: int) -> Node:
    return {
        "@type": "InteractionCounter",
        "interactionType": {"@type": "EndorseAction"},
        "userInteractionCount": number,
    }


def _text_id(page: PetitionPage, language: str) -> str:
    """The name of the text in one language: its page's address, where the site speaks that language."""
    known = language if language in settings.languages else None
    return f"{settings.base_url}{url_for('public.petition', slug=page.slug, lang=known)}#text"


def _filled(node: Node) -> Node:
    """Without what is not there."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
