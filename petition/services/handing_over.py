"""Handing a petition over: another team owns it, and answers for its signers' data from here on."""

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, PetitionState
from petition.models.team import Team
from petition.services import auditing, consents, jobs, petitions, teams
from petition.services.errors import CannotChangeState, HandedOverMeanwhile


def hand_over(petition: Petition, to: Team, *, by: str) -> None:
    """Give it to another team; both teams' logs say so. What was decided about many signatures goes no further.

    Who agreed to news from the team that gives it agreed to that team alone: no list of the other one
    holds them (export_rows.py), nor those who sent the form before and confirm later (consents.py).
    Raises CannotChangeState where staff took it from view, HandedOverMeanwhile.
    """
    giving = petition.team
    # First: what the worker does about it now is finished before, and waits for nothing of ours.
    jobs.stop(petition)
    petitions.wait_for(petition)
    if petition.team_id != giving.id:
        raise HandedOverMeanwhile
    if petition.state is PetitionState.HIDDEN:
        raise CannotChangeState
    if giving.id == to.id:
        return
    # As it is named now: somebody may be changing that.
    teams.hold(to)
    petition.team, petition.taken_over_at = to, clock.now()
    # Staff let it open for the team that it was of.
    petition.approved_at = None
    # The former team knows the links to the preview; those who sign by the other private link go on doing so.
    petition.preview_generation += 1
    db.session.flush()
    # Signers agree to words that name the team.
    consents.write_wordings(to, petition.languages)
    for verb, team in (("give petition", giving), ("take petition", to)):
        auditing.record(
            verb,
            actor=by,
            subject=petition.public_id,
            team_id=team.id,
            giving=giving.public_id,
            taking=to.public_id,
        )
