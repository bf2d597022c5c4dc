"""What is done with a team and its members."""

import sqlalchemy as sa

from petition.extensions import db
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser
from petition.models.team import Team, TeamMember, TeamRole
from petition.services import invitations, organisers
from petition.services.permissions import Verb
from tests.people import make_organiser
from tests.verbs.deed import TEAM, Args, Deed, Whoever, number_of, ward
from tests.verbs.stage import person

PLACE = "/en/organise/teams/{slug}"
LEGAL = {
    "name": "Ridge",
    "legal_name": "Ridge e.V.",
    "postal_address": "1 Ridge Road",
    "privacy_contact": "privacy@example.org",
}


def _team() -> Args:
    return {"slug": TEAM}


def _with_bob() -> Args:
    return {"slug": TEAM, "public_id": person("bob").public_id}


def _with_an_owner_more() -> Args:
    organisers.add_to_team(make_organiser("ines"), ward().team, TeamRole.OWNER)
    return {"slug": TEAM}


def _invited() -> Args:
    about = {"address": "nadia@example.org", "role": TeamRole.VIEWER, "language": "ar"}
    return {"slug": TEAM, "public_id": invitations.invite(ward().team, by="alice", **about).public_id}  # type: ignore[arg-type]


def _role_of(name: str) -> TeamRole | None:
    its_own = sa.select(TeamMember.role).join(Organiser).where(Organiser.name == name)
    return db.session.scalar(its_own)


DEEDS = [
    Deed(
        "organiser.make_team",
        Whoever.THEMSELVES,
        lambda _args: db.session.scalar(sa.select(Team.id).where(Team.slug == "ridge")),
        _team,
        {**LEGAL, "slug": "ridge", "zone": "Asia/Damascus"},
        page="/en/organise/teams/new",
        spoils={"privacy_contact": "nobody"},
        # Whoever has an account makes teams.
        stranger=0,
    ),
    Deed(
        "organiser.change_team",
        Verb.CHANGE_TEAM,
        lambda _args: ward().team.legal_name == "Ward Team, registered",
        _team,
        {"legal_name": "Ward Team, registered", "name_ar": "فريق"},
        page=PLACE + "/settings",
        spoils={"retention_days": "many"},
    ),
    Deed(
        "organiser.set_role",
        Verb.MANAGE_MEMBERS,
        lambda _args: _role_of("Bob") is TeamRole.MODERATOR,
        _with_bob,
        {"role": "moderator"},
        page=PLACE,
        spoils={"role": "king"},
        unkept=frozenset({"role"}),
    ),
    Deed("organiser.remove_member", Verb.MANAGE_MEMBERS, lambda _args: not _role_of("Bob"), _with_bob, page=PLACE),
    Deed(
        "organiser.leave_team",
        Verb.SEE_TEAM,
        lambda _args: not _role_of("Vera"),
        _with_an_owner_more,
        page=PLACE,
    ),
    Deed(
        "organiser.invite",
        Verb.MANAGE_MEMBERS,
        lambda _args: number_of(Invitation),
        _team,
        {"mail": "nadia@example.org", "role": "viewer", "language": "ar"},
        page=PLACE,
        spoils={"mail": "nobody"},
    ),
    Deed(
        "organiser.revoke_invitation",
        Verb.MANAGE_MEMBERS,
        lambda _args: not number_of(Invitation),
        _invited,
        page=PLACE,
    ),
]
