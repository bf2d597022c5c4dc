"""A team as those in it see it: its name, what one may do there, addresses of its pages."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for

from petition.models.team import Team, TeamRole
from petition.services import permissions
from petition.services.permissions import Verb
from petition.web import formats, languages
from petition.web.role_words import ROLES


@dataclass(frozen=True)
class TeamLine:
    """Plain values. `own_role` is that of whoever is signed in."""

    team: Team
    own_role: TeamRole

    @property
    def name(self) -> str:
        return self.team.name_in(languages.current_language())

    @property
    def role(self) -> str:
        return str(ROLES[self.own_role])

    @property
    def place(self) -> str:
        """The city whose clocks new petitions go by."""
        return formats.place(self.team.zone)

    @property
    def url(self) -> str:
        return self.address_to("team")

    def address_to(self, page: str) -> str:
        """Where a page of it is, or where a form about it is sent: `team_settings`, `invite`, …"""
        return url_for(f"organiser.{page}", slug=self.team.slug)

    def allows(self, verb: str) -> bool:
        """Whether the signed-in organiser may do this with it."""
        return Verb(verb) in permissions.MAY[self.own_role]

    def time(self, moment: datetime) -> str:
        """A moment as the team's own clocks showed it."""
        return formats.moment(moment, self.team.zone)


def line_of_team(team: Team) -> TeamLine:
    """Only for a team that the signed-in organiser is in."""
    role = permissions.role_of(g.organiser, team)
    if role is None:
        raise LookupError("whoever sees a team is in it")
    return TeamLine(team, role)
