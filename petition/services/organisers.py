"""Organisers: accounts, their passwords, their addresses, their places in teams."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from petition.extensions import db, settings, tokens
from petition.lib import addresses, clock, passwords, text
from petition.lib.tokens import InvalidToken
from petition.models.columns import new_public_id
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import MailKind
from petition.models.team import Team, TeamMember, TeamRole
from petition.services import account_news, auditing, links, login_addresses, outbox, sessions
from petition.services.errors import AccountLinkIsGone, AddressTaken, InvalidOrganiser
from petition.services.inserting import insert_unless_there, inserted_unless_there

RESET = "reset"
RESET_LIFE = timedelta(hours=2)
NEW_ADDRESS = "new address"
NEW_ADDRESS_LIFE = timedelta(days=1)
TAKEN = "address: there is an account for this mailbox"


@dataclass(frozen=True)
class Credentials:
    """What a password is checked against, free of any transaction. For an unknown account both are None."""

    organiser_id: int | None = None
    password_hash: str | None = None


def create(
    *,
    address: str,
    name: str,
    password: str | None,
    language: str | None = None,
    is_staff: bool = False,
    public_id: str | None = None,
) -> Organiser:
    """A new account; without a password it is entered by a passkey alone, which may know its public id already.

    The password is hashed before the database is asked: hold no transaction meanwhile. Raises InvalidOrganiser where a
    value cannot stand, AddressTaken where the mailbox has an account.
    """
    parsed, cleaned_name = _parsed(address), _cleaned(name)
    password_hash = _hashed(password) if password is not None else None
    public_id = public_id or new_public_id()
    made = inserted_unless_there(
        Organiser,
        {
            "public_id": public_id,
            "login_index": login_addresses.index_of(parsed),
            "address": login_addresses.sealed(parsed, public_id=public_id),
            "name": cleaned_name,
            "language": language or settings.languages[0],
            "password_hash": password_hash,
            "is_staff": is_staff,
        },
    )
    if made is None:
        raise AddressTaken(TAKEN)
    return made


def address_of(organiser: Organiser) -> str:
    return login_addresses.of(organiser)


def change_profile(organiser: Organiser, *, name: str, language: str) -> None:
    """What colleagues call them, and in which language the workspace and its mails speak to them.

    Raises InvalidOrganiser.
    """
    if language not in settings.languages:
        raise InvalidOrganiser(f"language: choose one of {', '.join(settings.languages)}")
    organiser.name, organiser.language = _cleaned(name), language


def add_to_team(organiser: Organiser, team: Team, role: TeamRole) -> None:
    """Give an organiser a place in a team. Whoever has one keeps it: `members.set_role` leaves the team an owner."""
    insert_unless_there(TeamMember, {"team_id": team.id, "organiser_id": organiser.id, "role": role})


def of_address(address: str) -> Organiser | None:
    """The account that is entered with this address, shut or not."""
    return db.session.scalar(select(Organiser).where(Organiser.login_index == login_addresses.index_of(address)))


def credentials_of(address: str) -> Credentials:
    """What is kept for a typed address. Unknown and suspended accounts have nothing that could match."""
    found = db.session.execute(
        select(Organiser.id, Organiser.password_hash).where(
            Organiser.login_index == login_addresses.index_of(address), Organiser.state == OrganiserState.ACTIVE
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


def set_password(organiser: Organiser, password: str, *, keeping: str | None = None) -> None:
    """Another password. All mailed links end, and all sessions but the one with the secret `keeping`.

    It is hashed before the database is asked: hold no transaction meanwhile. Raises InvalidOrganiser for a weak one,
    AccountLinkIsGone where another was set at the same moment.
    """
    _keep_hash(organiser, _hashed(password), keeping=keeping)


def reset_password(token: str, password: str) -> Organiser:
    """Another password for whoever was mailed this link, and all that `set_password` says.

    The link is looked at after the hashing: of two who use it at once one does. Raises AccountLinkIsGone.
    """
    password_hash = _hashed(password)
    organiser = organiser_of_reset(token)
    _keep_hash(organiser, password_hash, keeping=None)
    return organiser


def reset_link_token(organiser: Organiser) -> str:
    """What the link to set a new password ends in."""
    return links.token_for(RESET, organiser)


def organiser_of_reset(token: str) -> Organiser:
    """Who sets a new password by this link, within two hours and once. Raises AccountLinkIsGone."""
    organiser = links.row_of(RESET, token, Organiser, life=RESET_LIFE)
    if organiser is None or organiser.state is not OrganiserState.ACTIVE:
        raise AccountLinkIsGone
    return organiser


def ask_to_change_address(organiser: Organiser, address: str, *, language: str | None = None) -> None:
    """Queue the mail whose link changes the account's address. Whether that mailbox has one is told there alone.

    Raises InvalidOrganiser for what is no address.
    """
    outbox.put(
        MailKind.NEW_ADDRESS,
        subject=organiser.public_id,
        address=_parsed(address),
        language=language or organiser.language,
        dedupe_key=f"{MailKind.NEW_ADDRESS}:{new_public_id()}",
    )


def address_link_token(organiser: Organiser, address: str) -> str:
    """What the link to a new address ends in. Nobody reads the address from it."""
    sealed = base64.urlsafe_b64encode(tokens.seal(NEW_ADDRESS, address.encode())).decode()
    return tokens.make(NEW_ADDRESS, [organiser.public_id, organiser.generation, sealed])


def new_address(organiser: Organiser, token: str) -> str:
    """The address that this link, mailed to it within the last day, gives the account. Raises AccountLinkIsGone."""
    try:
        (public_id, generation, sealed), made_at = tokens.read(NEW_ADDRESS, token)
        address = tokens.unseal(NEW_ADDRESS, base64.urlsafe_b64decode(sealed)).decode()
    except (InvalidToken, ValueError, TypeError):
        raise AccountLinkIsGone from None
    is_good = (public_id, generation) == (organiser.public_id, organiser.generation)
    if not is_good or clock.now() - made_at > NEW_ADDRESS_LIFE:
        raise AccountLinkIsGone
    return address


def confirm_new_address(organiser: Organiser, token: str) -> None:
    """Change the account's address; the old one is told. All mailed links end.

    Raises AccountLinkIsGone, and AddressTaken where the mailbox got an account of its own meanwhile.
    """
    address = new_address(organiser, token)
    account_news.tell(organiser, MailKind.ADDRESS_CHANGED)
    try:
        with db.session.begin_nested():
            organiser.login_index = login_addresses.index_of(address)
            organiser.address = login_addresses.sealed(address, public_id=organiser.public_id)
    except IntegrityError:
        raise AddressTaken(TAKEN) from None
    end_links(organiser)
    auditing.record("change address", actor=organiser.public_id, subject=organiser.public_id)


def end_links(organiser: Organiser) -> None:
    """End what was mailed: links to set a password, links to a new address."""
    organiser.generation = Organiser.generation + 1
    db.session.flush()


def _keep_hash(organiser: Organiser, password_hash: str, *, keeping: str | None) -> None:
    _use_up_links(organiser)
    organiser.password_hash = password_hash
    sessions.end_others(organiser, keeping=keeping)
    account_news.tell(organiser, MailKind.LOGIN_CHANGED)
    auditing.record("set password", actor=organiser.public_id, subject=organiser.public_id)


def _use_up_links(organiser: Organiser) -> None:
    """End them, if none was used since the organiser was read: of two that are used at once one decides."""
    read = organiser.generation
    ended: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Organiser).where(Organiser.id == organiser.id, Organiser.generation == read).values(generation=read + 1)
    )
    if ended.rowcount == 0:
        raise AccountLinkIsGone


def _parsed(address: str) -> str:
    try:
        return addresses.parse(address)
    except addresses.InvalidAddress:
        raise InvalidOrganiser("address: write a mail address like name@example.org") from None


def _cleaned(name: str) -> str:
    cleaned = text.clean_line(name)
    if not cleaned:
        raise InvalidOrganiser("name: write a name, in any script")
    return cleaned


def _hashed(password: str) -> str:
    try:
        passwords.judge(password)
    except passwords.WeakPassword as weakness:
        raise InvalidOrganiser(f"password: {weakness}") from None
    return passwords.hashed(password)
