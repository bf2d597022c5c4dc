"""Teams: made from the command line, for now."""

from collections.abc import Mapping

from sqlalchemy import select

from petition.extensions import db
from petition.lib import addresses, colour, text, web_addresses
from petition.models.team import Team, TeamState, TeamText
from petition.services.errors import InvalidTeam

ACCENT = "#9c1f1f"


def by_slug(slug: str) -> Team | None:
    """The active team at an address."""
    return db.session.scalar(select(Team).where(Team.slug == slug, Team.state == TeamState.ACTIVE))


def create(
    *,
    slug: str,
    name: str,
    legal_name: str,
    postal_address: str,
    privacy_contact: str,
    about: str = "",
    accent: str = ACCENT,
    names: Mapping[str, str] | None = None,
    abouts: Mapping[str, str] | None = None,
    website: str = "",
) -> Team:
    """A new team; `names` and `abouts` are by language. Raises InvalidTeam where a value cannot stand."""
    if not slug.isascii() or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise InvalidTeam("slug: only a-z, 0-9 and - may stand in an address")
    if db.session.scalar(select(Team.id).where(Team.slug == slug)):
        raise InvalidTeam(f"slug: {slug} is taken by another team")
    if not colour.is_colour(accent):
        raise InvalidTeam("accent: write a colour such as #9c1f1f")
    if website and not web_addresses.is_web_address(website):
        raise InvalidTeam("website: write an address that begins with https://")
    try:
        contact = addresses.parse(privacy_contact)
    except addresses.InvalidAddress:
        raise InvalidTeam("privacy contact: write a mail address like name@example.org") from None
    team = Team(
        slug=slug,
        name=text.clean_line(name),
        legal_name=text.clean_line(legal_name),
        postal_address=text.clean_text(postal_address),
        privacy_contact=contact,
        about=text.clean_text(about),
        accent=accent,
        website=website,
        texts=_texts(names or {}, abouts or {}),
    )
    db.session.add(team)
    db.session.flush()
    return team


def _texts(names: Mapping[str, str], abouts: Mapping[str, str]) -> list[TeamText]:
    if unnamed := abouts.keys() - names.keys():
        raise InvalidTeam(f"name: it is missing in {', '.join(sorted(unnamed))}")
    return [
        TeamText(language=language, name=text.clean_line(name), about=text.clean_text(abouts.get(language, "")))
        for language, name in names.items()
    ]
