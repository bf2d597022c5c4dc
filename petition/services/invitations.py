"""Invitations: a mailed way into a team, or to an account alone. Good for seven days, and once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update

from petition.extensions import db, keyring
from petition.lib import addresses, clock
from petition.models.columns import new_public_id
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import MailKind
from petition.models.team import Team, TeamRole, TeamState
from petition.services import auditing, links, login_addresses, members, outbox, teams
from petition.services.errors import AccountLinkIsGone, InvalidOrganiser, RegistrationIsClosed, TooManyInvitations
from petition.services.inserting import insert_unless_there
from petition.services.policy import OPEN, REGISTRATION

LINK = "invitation"
LIFE = timedelta(days=7)
# So many may wait for an answer in one team: nobody mails strangers by the thousand.
MOST_WAITING = 100
MOST = 200


def invite(team: Team, *, address: str, role: TeamRole, by: str, language: str) -> Invitation:
    """Mail somebody a way into a team. Whoever was invited before is invited anew: earlier links end.

    Raises InvalidOrganiser for what is no mail address, TooManyInvitations.
    """
    changes = {"role": role, "invited_by": by, "generation": Invitation.generation + 1}
    made = _put(address, language, Invitation.team_id == team.id, changes, team_id=team.id, role=role, invited_by=by)
    # Counted with this one, so that whoever waits already can be invited anew.
    if (db.session.scalar(select(func.count(Invitation.id)).where(*_waiting_in(team))) or 0) > MOST_WAITING:
        raise TooManyInvitations(f"{MOST_WAITING} invitations of this team wait for an answer already; take some back")
    auditing.record("invite", actor=by, subject=made.public_id, team_id=team.id, role=role)
    return made


def ask_for_account(address: str, *, language: str) -> None:
    """Mail a way to an account to whoever asks. Whether the mailbox has one is told there alone: the same work for all.

    Earlier links stay good, so that nobody can end another's. Raises RegistrationIsClosed, and InvalidOrganiser for
    what is no mail address.
    """
    if REGISTRATION.value() != OPEN:
        raise RegistrationIsClosed
    _put(address, language, Invitation.team_id.is_(None), {})


def link_token(invitation: Invitation) -> str:
    """What the mailed link ends in."""
    return links.token_for(LINK, invitation)


def look_up(token: str) -> Invitation:
    """Raises AccountLinkIsGone."""
    found = links.row_of(LINK, token, Invitation)
    if found is None or not is_good(found):
        raise AccountLinkIsGone
    return found


def is_good(invitation: Invitation) -> bool:
    """Whether it lets somebody in: it waits for an answer, and its team stands, or accounts are open.

    As long as the account of whoever invites is shut, nobody comes in by them.
    """
    if invitation.accepted_at is not None or invitation.expires_at <= clock.now() or _inviter_is_shut_out(invitation):
        return False
    if invitation.team is not None:
        return invitation.team.state is TeamState.ACTIVE
    return REGISTRATION.value() == OPEN


def accept(invitation: Invitation, *, organiser: Organiser) -> None:
    """Let the organiser in, once. A place that they have already is never made smaller. Raises AccountLinkIsGone."""
    now = clock.now()
    accepted: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.generation == invitation.generation)
        .where(Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .values(accepted_at=now)
    )
    if accepted.rowcount == 0:
        raise AccountLinkIsGone
    if invitation.team is not None and invitation.role is not None:
        members.join(invitation.team, organiser, invitation.role, by=organiser.public_id)
    else:
        teams.join_the_only_one(organiser)
    auditing.record(
        "accept invitation",
        actor=organiser.public_id,
        subject=invitation.public_id,
        team_id=invitation.team_id,
        invited_by=invitation.invited_by,
    )


def revoke(invitation: Invitation, *, by: str) -> None:
    """Take an invitation back: its link leads nowhere any more. One that was accepted meanwhile stays."""
    public_id, team_id = invitation.public_id, invitation.team_id
    revoked: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Invitation).where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
    )
    if revoked.rowcount > 0:
        auditing.record("revoke invitation", actor=by, subject=public_id, team_id=team_id)


def of(team: Team) -> list[Invitation]:
    """Those that wait for an answer, the newest first."""
    query = select(Invitation).where(*_waiting_in(team)).order_by(Invitation.id.desc()).limit(MOST)
    return list(db.session.scalars(query))


def address_of(invitation: Invitation) -> str:
    return keyring.open(invitation.address, context=_context(invitation.public_id)).decode()


def inviter_of(invitation: Invitation) -> str | None:
    """The name of the organiser who invites, if one does who is still there."""
    return db.session.scalar(select(Organiser.name).where(Organiser.public_id == invitation.invited_by))


def mails_name_teams() -> bool:
    """Whether a mail may say which team invites: not where whoever asks gets an account, and makes a team.

    A stranger could give it any name, and we would mail it to anyone.
    """
    return REGISTRATION.value() != OPEN or teams.is_single()


def has_account(invitation: Invitation) -> bool:
    """Whether there is an account for the mailbox that was invited."""
    query = select(Organiser.id).where(Organiser.login_index == invitation.login_index)
    return db.session.scalar(query) is not None


def _inviter_is_shut_out(invitation: Invitation) -> bool:
    shut = Organiser.state == OrganiserState.SUSPENDED
    query = select(Organiser.id).where(Organiser.public_id == invitation.invited_by, shut)
    return bool(invitation.invited_by) and db.session.scalar(query) is not None


def _waiting_in(team: Team) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.team_id == team.id, Invitation.accepted_at.is_(None), Invitation.expires_at > clock.now())


def _put(
    address: str, language: str, is_there: ColumnElement[bool], changes: dict[str, Any], **values: Any
) -> Invitation:
    """The mailbox's invitation to this place, new or with these changes, and the mail that brings it."""
    try:
        parsed = addresses.parse(address)
    except addresses.InvalidAddress:
        raise InvalidOrganiser("address: write a mail address like name@example.org") from None
    public_id, index, now = new_public_id(), login_addresses.index_of(parsed), clock.now()
    dates = {"language": language, "created_at": now, "expires_at": now + LIFE, "accepted_at": None}
    sealed = keyring.seal(parsed.encode(), context=_context(public_id))
    row = {"public_id": public_id, "login_index": index, "address": sealed, **dates, **values}
    if not insert_unless_there(Invitation, row):
        # It keeps its address, which the mail goes to: what is one mailbox to us may be two to its server.
        db.session.execute(
            update(Invitation).where(Invitation.login_index == index, is_there).values(**dates, **changes),
            execution_options={"synchronize_session": False},
        )
    query = select(Invitation).where(Invitation.login_index == index, is_there)
    made = db.session.scalars(query.execution_options(populate_existing=True)).one()
    outbox.put(
        MailKind.INVITATION,
        subject=made.public_id,
        address=address_of(made),
        language=language,
        dedupe_key=f"{MailKind.INVITATION}:{new_public_id()}",
    )
    return made


def _context(public_id: str) -> str:
    return f"invitation.address:{public_id}"
