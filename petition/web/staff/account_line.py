"""An account as those who run the site see it: never its mail address, nor what its owner calls things."""

from dataclasses import dataclass

from flask import g, url_for
from flask_babel import lazy_gettext

from petition.models.organiser import FactorKind, Organiser, OrganiserState
from petition.models.team import TeamMember, TeamState
from petition.web import formats
from petition.web.role_words import ROLES

STATES = {OrganiserState.ACTIVE: lazy_gettext("active"), OrganiserState.SUSPENDED: lazy_gettext("suspended")}
FACTORS = {FactorKind.PASSKEY: lazy_gettext("passkey"), FactorKind.CODES: lazy_gettext("code app")}


@dataclass(frozen=True)
class AccountLine:
    """Plain values."""

    organiser: Organiser

    @property
    def state(self) -> str:
        return str(STATES[self.organiser.state])

    @property
    def is_suspended(self) -> bool:
        return self.organiser.state is OrganiserState.SUSPENDED

    @property
    def is_me(self) -> bool:
        return bool(self.organiser.id == g.organiser.id)

    @property
    def language(self) -> str:
        return formats.language_name(self.organiser.language)

    @property
    def url(self) -> str:
        return url_for("staff.account", public_id=self.organiser.public_id)


@dataclass(frozen=True)
class PlaceLine:
    """A place in a team."""

    team: str
    role: str
    url: str
    is_suspended: bool


def place_line(member: TeamMember) -> PlaceLine:
    team = member.team
    return PlaceLine(
        team=team.name,
        role=str(ROLES[member.role]),
        url=url_for("staff.team", slug=team.slug),
        is_suspended=team.state is TeamState.SUSPENDED,
    )
