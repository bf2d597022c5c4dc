"""What a team sees of its own petitions: lists with an order and a limit."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from petition.extensions import db
from petition.lib import crypto
from petition.models.organiser import Organiser
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.models.team import Team, TeamMember, TeamState
from petition.services import identity, looking_up, permissions
from petition.services.looking_up import Wanted
from petition.services.permissions import Verb

MOST_PETITIONS, MOST_TO_COPY = 200, 50
PER_PAGE = 50
# Whoever withdrew is named no more.
NAMED_STATES = (SignatureState.COUNTED, SignatureState.HELD, SignatureState.REMOVED)


def petitions_of(organiser: Organiser) -> list[Petition]:
    """The petitions of the organiser's teams, newest activity first."""
    query = (
        select(Petition)
        .join(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.organiser_id == organiser.id, Team.state == TeamState.ACTIVE)
        # What each line of the list says, read for all of them at once.
        .options(joinedload(Petition.team))
        .options(selectinload(Petition.revisions), selectinload(Petition.slugs), selectinload(Petition.goals))
        .order_by(Petition.active_at.desc(), Petition.id.desc())
        .limit(MOST_PETITIONS)
    )
    return list(db.session.scalars(query))


def petitions_to_copy(organiser: Organiser) -> list[Petition]:
    """Those of the organiser's teams that a new one can be made of, newest activity first.

    Only where the organiser makes petitions; and nothing that staff took from view comes back by a copy.
    """
    teams = [team.id for team in permissions.teams_where(organiser, Verb.MAKE_PETITION)]
    query = (
        select(Petition)
        .where(Petition.team_id.in_(teams), Petition.state != PetitionState.HIDDEN)
        .options(selectinload(Petition.revisions), selectinload(Petition.slugs))
        .order_by(Petition.active_at.desc(), Petition.id.desc())
        .limit(MOST_TO_COPY)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class SignaturesPage:
    """Signatures, newest first. `before` is where to look further; a page may be short, and there still be more."""

    signatures: list[Signature]
    before: int | None

    @property
    def is_short(self) -> bool:
        return self.before is not None and len(self.signatures) < PER_PAGE


def signatures(petition: Petition, wanted: Wanted, *, before: int | None) -> SignaturesPage:
    """One page of what is wanted. Of so many rows that all petitions are as quick, however rare it is."""
    found = looking_up.page(petition.id, wanted, most=PER_PAGE, before=before)
    query = (
        select(Signature)
        .options(joinedload(Signature.hold), joinedload(Signature.comment))
        .where(Signature.id.in_(found.ids))
        .order_by(Signature.id.desc())
    )
    return SignaturesPage(list(db.session.scalars(query)) if found.ids else [], found.before)


def waiting(petition: Petition, public_id: str) -> Submission | None:
    """A form that waits for its address to be confirmed."""
    return db.session.scalar(
        select(Submission).where(Submission.petition_id == petition.id, Submission.public_id == public_id)
    )


def signature(petition: Petition, public_id: str) -> Signature | None:
    return db.session.scalar(
        select(Signature).where(Signature.petition_id == petition.id, Signature.public_id == public_id)
    )


def name_of(signed: Signature) -> str | None:
    """The signer's name where they gave it to somebody, and it still stands under the petition."""
    if signed.give_name_to is NameAudience.NOBODY or signed.state not in NAMED_STATES:
        return None
    try:
        return identity.of_signature(signed).name
    except crypto.CannotOpen:
        return None
