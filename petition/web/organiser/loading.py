"""Finding what an address names, among what the organiser may know of."""

from typing import TypeVar

from flask import abort, g

from petition.models.invitation import Invitation
from petition.models.job import Job
from petition.models.news import Update
from petition.models.petition import Petition
from petition.models.record import Export
from petition.models.signatory import Signatory
from petition.models.signature import Comment, Signature
from petition.models.submission import Submission
from petition.models.team import Team, TeamMember
from petition.services import (
    comment_review,
    exports_taken,
    invitations,
    jobs,
    members,
    permissions,
    petitions,
    signatories,
    teams,
    workspace,
    writing_updates,
)
from petition.services.errors import NotPermitted
from petition.services.permissions import Subject, Verb

Found = TypeVar("Found")


def petition_or_404(slug: str, verb: Verb) -> Petition:
    """A petition of the organiser's own teams. Raises NotPermitted where a role in the team is too small."""
    petition = _there(petitions.by_slug(slug))
    _let_through(petition, verb)
    return petition


def team_or_404(slug: str, verb: Verb) -> Team:
    """A team that the organiser is in. Raises NotPermitted where the role in it is too small."""
    team = _there(teams.by_slug(slug))
    _let_through(team, verb)
    return team


def member_or_404(team: Team, public_id: str) -> TeamMember:
    return _there(members.by_public_id(team, public_id))


def invitation_or_404(team: Team, public_id: str) -> Invitation:
    """One that was sent for this team and waits."""
    return _there(next((one for one in invitations.of(team) if one.public_id == public_id), None))


def signatory_or_404(petition: Petition, public_id: str) -> Signatory:
    return _there(signatories.by_public_id(petition, public_id))


def signature_or_404(petition: Petition, public_id: str) -> Signature:
    return _there(workspace.signature(petition, public_id))


def job_or_404(petition: Petition, public_id: str) -> Job:
    return _there(jobs.by_public_id(petition, public_id))


def comment_or_404(petition: Petition, public_id: str) -> Comment:
    """The public comment of a signature."""
    return _there(comment_review.comment_of(petition, public_id))


def export_or_404(petition: Petition, public_id: str) -> Export:
    """One that was taken of all who signed, not of those who left."""
    return _there(exports_taken.by_public_id(petition, public_id))


def waiting_or_404(petition: Petition, public_id: str) -> Submission:
    return _there(workspace.waiting(petition, public_id))


def update_or_404(petition: Petition, public_id: str) -> Update:
    return _there(writing_updates.by_public_id(petition, public_id))


def _there(found: Found | None) -> Found:
    if found is None:
        abort(404)
    return found


def _let_through(subject: Subject, verb: Verb) -> None:
    """404 for strangers: what is not theirs does not exist."""
    role = permissions.role_of(g.organiser, subject)
    if role is None:
        abort(404)
    if verb not in permissions.MAY[role]:
        raise NotPermitted
