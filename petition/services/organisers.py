"""Organisers: accounts, their passwords, their places in teams."""

from dataclasses import dataclass

from sqlalchemy import select, update

from petition.extensions import db, keyring
from petition.lib import addresses, crypto, passwords, text
from petition.models.columns import new_public_id
from petition.models.team import Organiser, OrganiserState, Team, TeamMember, TeamRole
from petition.services import keys
from petition.services.errors import InvalidOrganiser
from petition.services.inserting import insert_or_replace


@dataclass(frozen=True)
class Credentials:
    """What a password is checked against, free of any transaction. For an unknown account both are None."""

    organiser_id: int | None = None
    password_hash: str | None = None


def create(*, address: str, name: str, password: str, is_staff: bool = False) -> Organiser:
    """A new account. Raises InvalidOrganiser where a value cannot stand, or the address has an account."""
    try:
        parsed = addresses.parse(address)
        passwords.judge(password)
    except addresses.InvalidAddress:
        raise InvalidOrganiser("address: write a mail address like name@example.org") from None
    except passwords.WeakPassword as weakness:
        raise InvalidOrganiser(f"password: {weakness}") from None
    if not text.clean_line(name):
        raise InvalidOrganiser("name: write a name, in any script")
    index = login_index(parsed)
    if db.session.scalar(select(Organiser.id).where(Organiser.login_index == index)):
        raise InvalidOrganiser("address: there is an account for this mailbox")
    public_id = new_public_id()
    organiser = Organiser(
        public_id=public_id,
        login_index=index,
        address=keyring.seal(parsed.encode(), context=_context(public_id)),
        name=text.clean_line(name),
        password_hash=passwords.hashed(password),
        is_staff=is_staff,
    )
    db.session.add(organiser)
    db.session.flush()
    return organiser


def address_of(organiser: Organiser) -> str:
    return keyring.open(organiser.address, context=_context(organiser.public_id)).decode()


def add_to_team(organiser: Organiser, team: Team, role: TeamRole) -> None:
    """Give an organiser a place in a team, or another role in it."""
    row = {"team_id": team.id, "organiser_id": organiser.id, "role": role}
    insert_or_replace(TeamMember, [row], key=["team_id", "organiser_id"])


def credentials_of(address: str) -> Credentials:
    """What is kept for a typed address. Unknown and suspended accounts have nothing that could match."""
    found = db.session.execute(
        select(Organiser.id, Organiser.password_hash).where(
            Organiser.login_index == login_index(address), Organiser.state == OrganiserState.ACTIVE
        )
    ).first()
    return Credentials(*found) if found else Credentials()


def check_password(credentials: Credentials, password: str) -> bool:
    """The same work whether the account exists or not. Touches no database: hold no transaction meanwhile."""
    return passwords.matches(credentials.password_hash, password)


def renew_hash(credentials: Credentials, password: str) -> None:
    """Hash a password that was just found right anew, where it was hashed with other parameters than today's."""
    kept = credentials.password_hash
    if kept is None or not passwords.is_outdated(kept):
        return
    # Somebody may have set another password meanwhile; that one stays.
    db.session.execute(
        update(Organiser)
        .where(Organiser.id == credentials.organiser_id, Organiser.password_hash == kept)
        .values(password_hash=passwords.hashed(password))
    )


def login_index(address: str) -> bytes:
    """The blind index of a mailbox, under a key that serves nothing else."""
    return crypto.blind_index(keys.data_key(keys.LOGIN), "login", addresses.mailbox(address))


def _context(public_id: str) -> str:
    return f"organiser.address:{public_id}"
