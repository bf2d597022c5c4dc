"""The addresses a team hands out to those who are asked to sign."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from petition.extensions import settings
from petition.models.petition import Joining, Petition
from petition.services import circulating, petitions
from petition.web import formats


@dataclass(frozen=True)
class HandedOut:
    """An address, and the language that its page speaks."""

    language: str
    name: str
    url: str


def handed_out(petition: Petition, endpoint: str, **named: Any) -> list[HandedOut]:
    """The address of a page for each language of the text that the site speaks."""
    return [
        HandedOut(code, formats.language_name(code), settings.base_url + url_for(endpoint, lang=code, **named))
        for code in petition.readable_languages
        if code in settings.languages
    ]


def private_links(petition: Petition) -> list[HandedOut]:
    """One per language of the text: to the preview, or once it is open to the form; none where nobody can join."""
    named: dict[str, Any]
    if petition.circulates:
        endpoint, named = "public.circulating", {"token": circulating.link_token(petition)}
    elif not petition.takes_signatories:
        return []
    elif petition.joining is Joining.EVERYONE:
        endpoint, named = "public.join", {"slug": petitions.current_slug(petition)}
    else:
        endpoint, named = "public.join_by_link", {"token": circulating.link_token(petition)}
    return handed_out(petition, endpoint, **named)
