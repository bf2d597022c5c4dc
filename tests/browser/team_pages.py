"""The pages about teams, and what stands on them."""

from petition.models.team import TeamRole
from petition.services import invitations, organisers, sessions, teams
from tests.browser.reaching import Kind, sending, signed_in
from tests.making import make_team
from tests.people import make_organiser

TEAM = "/organise/teams/medics-beyond-the-ridge"
HAND_OVER = "/organise/keep-the-night-shift-alive/hand-over"
LONELY = "/organise/teams/a-lonely-ward"
# Somebody who owns the demo's teams.
OWNER = "owner"


def set_up() -> dict[str, str]:
    """Somebody in no team and somebody alone in one, signed in; and one who is invited."""
    newcomer, loner = make_organiser("newcomer"), make_organiser("loner", name="ريما حداد")
    organisers.add_to_team(loner, make_team("a-lonely-ward"), TeamRole.OWNER)
    team = teams.by_slug(TEAM.rpartition("/")[2])
    assert team
    organisers.add_to_team(loner, team, TeamRole.VIEWER)
    invitations.invite(team, address="nadia@example.org", role=TeamRole.EDITOR, by=loner.public_id, language="ar")
    return {"in no team": sessions.start(newcomer.id), "alone": sessions.start(loner.id)}


KINDS = {
    "teams": Kind("organiser.teams", signed_in("/organise/teams")),
    "no teams": Kind("organiser.teams", signed_in("/organise/teams", who="in no team")),
    "no petitions": Kind("organiser.petitions", signed_in("/organise", who="in no team")),
    "make a team": Kind("organiser.new_team", signed_in("/organise/teams/new")),
    "make a team with problems": Kind(
        "organiser.make_team",
        sending("/organise/teams/new", "main form .button.wide", who=OWNER, name="فريق", privacy_contact="nobody"),
    ),
    "a team": Kind("organiser.team", signed_in(TEAM)),
    "a team for a viewer": Kind("organiser.team", signed_in(TEAM, who="alone")),
    "a team of one": Kind("organiser.team", signed_in(LONELY, who="alone")),
    "invite with problems": Kind(
        "organiser.invite", sending(TEAM, 'form[action$="/invitations"] .button', who=OWNER, mail="nobody")
    ),
    "the last owner": Kind("organiser.leave_team", sending(LONELY, 'form[action$="/leave"] .button', who="alone")),
    "team settings": Kind("organiser.team_settings", signed_in(f"{TEAM}/settings")),
    "team settings with problems": Kind(
        "organiser.change_team",
        sending(f"{TEAM}/settings", "main form .button.wide", who=OWNER, website="no where", name_ar="", about_ar="x"),
    ),
    "team log": Kind("organiser.team_log", signed_in(f"{TEAM}/log")),
    "empty team log": Kind("organiser.team_log", signed_in(f"{LONELY}/log", who="alone")),
    "hand over": Kind("organiser.hand_over_petition", signed_in(HAND_OVER)),
    "hand over with problems": Kind("organiser.hand_over", sending(HAND_OVER, "main form.card .button", who=OWNER)),
}
