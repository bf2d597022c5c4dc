"""A team, and who is in it, as those who run the site see them: no mail address but the one that it publishes."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext

from petition.models.organiser import OrganiserState
from petition.models.petition import Petition
from petition.models.team import Team, TeamMember, TeamState
from petition.web.petition_states import STATES as PETITION_STATES
from petition.web.petition_words import PetitionWords
from petition.web.role_words import ROLES
from petition.web.staff.account_line import STATES as ACCOUNT_STATES

STATES = {TeamState.ACTIVE: lazy_gettext("active"), TeamState.SUSPENDED: lazy_gettext("suspended")}


@dataclass(frozen=True)
class TeamLine:
    """Plain values."""

    team: Team

    @property
    def state(self) -> str:
        return str(STATES[self.team.state])

    @property
    def is_suspended(self) -> bool:
        return self.team.state is TeamState.SUSPENDED

    @property
    def url(self) -> str:
        return url_for("staff.team", slug=self.team.slug)

    @property
    def public_url(self) -> str:
        return url_for("public.team", slug=self.team.slug)


@dataclass(frozen=True)
class MemberLine:
    public_id: str
    name: str
    role: str
    state: str
    is_suspended: bool

    @property
    def url(self) -> str:
        return url_for("staff.account", public_id=self.public_id)


@dataclass(frozen=True)
class PetitionLine(PetitionWords):
    @property
    def state(self) -> str:
        return str(PETITION_STATES[self.petition.state]())

    @property
    def since(self) -> datetime:
        return self.petition.opened_at or self.petition.created_at

    @property
    def public_url(self) -> str | None:
        return url_for("public.petition", slug=self.slug) if self.petition.is_public else None


def member_line(member: TeamMember) -> MemberLine:
    organiser = member.organiser
    return MemberLine(
        public_id=organiser.public_id,
        name=organiser.name,
        role=str(ROLES[member.role]),
        state=str(ACCOUNT_STATES[organiser.state]),
        is_suspended=organiser.state is OrganiserState.SUSPENDED,
    )


def petition_line(petition: Petition) -> PetitionLine:
    return PetitionLine(petition)
