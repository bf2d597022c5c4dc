"""Teams: made and changed; and the only one of a site that is for one."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.lib import addresses, colour, crypto, text, web_addresses
from petition.lib.typed_values import NO_TEAM
from petition.models.organiser import Organiser
from petition.models.page_block import PetitionContact
from petition.models.petition import Petition
from petition.models.team import Team, TeamMember, TeamRole, TeamState, TeamText
from petition.services import auditing, consents, policy
from petition.services.errors import InvalidTeam, OnlyOneTeam, TeamAddressIsTaken, TeamChangedMeanwhile
from petition.services.inserting import insert_unless_there, inserted_unless_there
from petition.services.searching import contains

# Addresses that the workspace or a policy means otherwise.
RESERVED = {"new", NO_TEAM}
LEAST_DAYS, MOST_DAYS = 30, 3650
PER_PAGE = 50
MOST_PETITIONS = 100
REQUIRED = ("name", "legal_name", "postal_address", "privacy_contact")

Words = Mapping[str, str]


def by_slug(slug: str) -> Team | None:
    """The active team at an address."""
    return db.session.scalar(select(Team).where(Team.slug == slug, Team.state == TeamState.ACTIVE))


def slug_for(name: str) -> str:
    """An address for a team of this name: of the name, as far as it is Latin, or else of random letters."""
    return web_addresses.slug_of(name) or f"team-{web_addresses.random_part()}"


def at(slug: str) -> Team | None:
    """The team at an address, suspended or not: what it published stays readable, and it answers for it."""
    return db.session.scalar(select(Team).where(Team.slug == slug))


def by_public_id(public_id: str) -> Team | None:
    """Suspended or not."""
    return db.session.scalar(select(Team).where(Team.public_id == public_id))


def newest(*, part: str = "", before: int | None = None) -> tuple[list[Team], bool]:
    """One page of all teams, newest first, and whether there is another; `part` is of a name or of the address."""
    query = select(Team).order_by(Team.id.desc()).limit(PER_PAGE + 1)
    if part:
        query = query.where(or_(*(contains(name, part) for name in (Team.name, Team.legal_name, Team.slug))))
    if before is not None:
        query = query.where(Team.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def petitions_of(team: Team) -> list[Petition]:
    """All of its petitions, in whatever state, newest activity first."""
    query = select(Petition).where(Petition.team_id == team.id).limit(MOST_PETITIONS)
    words = (selectinload(Petition.revisions), selectinload(Petition.slugs))
    return list(db.session.scalars(query.options(*words).order_by(Petition.active_at.desc(), Petition.id.desc())))


def hold(team: Team) -> None:
    """See it as it is now, and keep others from changing it, or who is in it, until the commit.

    What only refers to the team goes on meanwhile.
    """
    held = select(Team).where(Team.id == team.id).with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def press_contacts(team: Team) -> list[PetitionContact]:
    """What the team's petitions begin with: its own contact for the press, if there is a way to reach it."""
    if not (team.press_name or team.press_phone or team.press_mail):
        return []
    phones = [team.press_phone] if team.press_phone else []
    return [PetitionContact(position=1, name=team.press_name or team.name, phones=phones, address=team.press_mail)]


def create(*, slug: str, names: Words | None = None, abouts: Words | None = None, **values: Any) -> Team:
    """A new team without anybody in it. `names` and `abouts` are by language, `values` are those of READERS.

    Raises InvalidTeam where a value cannot stand, TeamAddressIsTaken.
    """
    if not web_addresses.is_slug(slug) or slug in RESERVED:
        raise InvalidTeam("slug: only a-z, 0-9 and - may stand in an address")
    read = _read(dict.fromkeys(REQUIRED, "") | values)
    team = inserted_unless_there(Team, {"slug": slug, **read})
    if team is None:
        raise TeamAddressIsTaken(f"slug: {slug} is taken by another team")
    _say(team, names or {}, abouts or {})
    db.session.flush()
    return team


def make(organiser: Organiser, *, slug: str, **values: Any) -> Team:
    """A new team, which the organiser owns. Raises OnlyOneTeam, InvalidTeam, TeamAddressIsTaken."""
    if is_single():
        raise OnlyOneTeam
    team = create(slug=slug, **values)
    db.session.add(TeamMember(team_id=team.id, organiser_id=organiser.id, role=TeamRole.OWNER))
    auditing.record("make team", actor=organiser.public_id, subject=team.public_id, team_id=team.id)
    return team


def change(
    team: Team,
    *,
    by: str,
    seen: str | None = None,
    names: Words | None = None,
    abouts: Words | None = None,
    **values: Any,
) -> None:
    """Give it other values, of those in READERS, and other names by language; an empty name takes that language away.

    `seen` is the fingerprint of what the change was made from. What was changed is kept, by the names of the fields.
    Raises InvalidTeam, TeamChangedMeanwhile.
    """
    hold(team)
    before = settings_of(team)
    if seen is not None and seen != _fingerprint(before):
        raise TeamChangedMeanwhile
    for name, value in _read(values).items():
        setattr(team, name, value)
    _say(team, names or {}, abouts or {})
    db.session.flush()
    after = settings_of(team)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        # What signers agree to names the team: from here on in its new words.
        consents.write_wordings(team, consents.languages_kept(team))
        auditing.record("change team", actor=by, subject=team.public_id, team_id=team.id, fields=changed)


def settings_of(team: Team) -> dict[str, Any]:
    """Everything that can be changed about it."""
    return {name: getattr(team, name) for name in READERS} | {
        "names": {one.language: one.name for one in team.texts},
        "abouts": {one.language: one.about for one in team.texts},
    }


def fingerprint_of(team: Team) -> str:
    """The same as long as nothing about it is changed."""
    return _fingerprint(settings_of(team))


def is_single() -> bool:
    """Whether this installation is for one team."""
    return bool(policy.SINGLE_TEAM.value())


def join_the_only_one(organiser: Organiser) -> None:
    """Where the installation is for one team, let a new account into it, with the smallest role there is."""
    team = by_slug(policy.SINGLE_TEAM.value())
    if team is None:
        return
    place = {"team_id": team.id, "organiser_id": organiser.id, "role": TeamRole.VIEWER}
    if insert_unless_there(TeamMember, place):
        auditing.record(
            "join team", actor=auditing.SYSTEM, subject=organiser.public_id, team_id=team.id, role=TeamRole.VIEWER
        )


def _fingerprint(values: dict[str, Any]) -> str:
    return crypto.fingerprint(json.dumps(values, sort_keys=True).encode())


def _say(team: Team, names: Words, abouts: Words) -> None:
    """Its name, and what it is, in these languages; others stay as they are."""
    if unnamed := {language for language, about in abouts.items() if about and not names.get(language)}:
        raise InvalidTeam(f"name: it is missing in {', '.join(sorted(unnamed))}")
    kept = {one.language: one for one in team.texts}
    for language, name in names.items():
        words = kept.get(language) or TeamText(team_id=team.id, language=language)
        words.name, words.about = text.clean_line(name), text.clean_text(abouts.get(language, ""))
        if words.name and language not in kept:
            team.texts.append(words)
        if not words.name and language in kept:
            team.texts.remove(words)
            db.session.delete(words)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in values.items():
        try:
            read[name] = READERS[name](value)
        except ValueError as expected:
            raise InvalidTeam(f"{name.replace('_', ' ')}: {expected}") from None
    return read


# How each value is read. A ValueError says what it should be.


def _needed_line(value: str) -> str:
    if not (line := text.clean_line(value)):
        raise ValueError("it is missing")
    return line


def _needed_text(value: str) -> str:
    if not (lines := text.clean_text(value)):
        raise ValueError("it is missing")
    return lines


def _mail(value: str) -> str:
    try:
        return addresses.parse(value)
    except addresses.InvalidAddress:
        raise ValueError("write a mail address like name@example.org") from None


def _mail_or_none(value: str) -> str:
    return _mail(value) if value else ""


def _website(value: str) -> str:
    if value and not web_addresses.is_web_address(value):
        raise ValueError("write an address that begins with https://")
    return value


def _accent(value: str) -> str:
    accent = value.lower()
    if not colour.is_colour(accent):
        raise ValueError("write a colour such as #9c1f1f")
    if colour.contrast(accent, colour.WHITE) < colour.TEXT_CONTRAST:
        raise ValueError(f"too pale to be read on white; {colour.readable_on(colour.WHITE, accent)} is not")
    return accent


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write an IANA time zone such as Asia/Damascus") from None


def _days(value: int) -> int:
    if not LEAST_DAYS <= value <= MOST_DAYS:
        raise ValueError(f"from {LEAST_DAYS} to {MOST_DAYS} days")
    return value


def _by_language(value: Words) -> dict[str, str]:
    cleaned = {language: text.clean_line(words) for language, words in value.items()}
    return {language: words for language, words in sorted(cleaned.items()) if words}


READERS: dict[str, Callable[[Any], Any]] = {
    "name": _needed_line,
    "legal_name": _needed_line,
    "postal_address": _needed_text,
    "privacy_contact": _mail,
    "about": text.clean_text,
    "website": _website,
    "accent": _accent,
    "zone": _zone,
    "retention_days": _days,
    "mails_heads": bool,
    "press_name": text.clean_line,
    "press_phone": text.clean_line,
    "press_mail": _mail_or_none,
    "news_consent": _by_language,
}
