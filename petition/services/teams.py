"""Teams: made from the command line, for now."""

from sqlalchemy import select

from petition.extensions import db
from petition.lib import addresses, colour, text
from petition.models.team import Team, TeamState
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
) -> Team:
    """A new team. Raises InvalidTeam where a value cannot stand, or the slug is taken."""
    if not slug.isascii() or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise InvalidTeam("slug: only a-z, 0-9 and - may stand in an address")
    if db.session.scalar(select(Team.id).where(Team.slug == slug)):
        raise InvalidTeam(f"slug: {slug} is taken by another team")
    if not colour.is_colour(accent):
        raise InvalidTeam("accent: write a colour such as #9c1f1f")
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
    )
    db.session.add(team)
    db.session.flush()
    return team
