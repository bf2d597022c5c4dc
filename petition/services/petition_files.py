"""Petitions and teams from files: Markdown with a head that holds everything the tables hold."""

import enum
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from petition.extensions import db
from petition.lib import addresses, frontmatter, text
from petition.models.columns import new_public_id
from petition.models.petition import (
    Addressee,
    AddresseeRole,
    AddresseeText,
    CountryQuestion,
    FieldDefinition,
    GoalStep,
    NameAudience,
    Petition,
    PetitionContact,
    PetitionKind,
    Protection,
    Publishing,
    Revision,
)
from petition.models.team import Team
from petition.services import petitions
from petition.services.errors import InvalidPetitionFile

Kind = TypeVar("Kind", bound=enum.StrEnum)

HEAD_KEYS = {
    *("slug", "team", "kind", "language", "zone", "opens", "closes", "retain_until", "protection", "publish"),
    *("name_goes_to", "country", "people_per_mailbox", "goals", "addressees", "contacts", "fields", "texts"),
}
TEXT_KEYS = {"title", "summary", "demand", "place_and_date", "question", "share_text", "hashtags"}
ADDRESSEE_KEYS = {"role", "country", "language", "postal_address", "phone", "mail", "handles", "texts"}
ADDRESSEE_TEXT_KEYS = {"name", "office", "institution", "salutation", "note"}


def create(source: str) -> Petition:
    """A draft petition from a file's text. Raises InvalidPetitionFile with the first mistake."""
    try:
        head, bodies = frontmatter.parse(source)
    except frontmatter.InvalidFrontMatter as mistake:
        raise InvalidPetitionFile(str(mistake)) from None
    _only(head, HEAD_KEYS, "the head")
    slug = _slug(head)
    protection = _choice(head, "protection", Protection, Protection.NORMAL)
    is_discreet = protection is Protection.DISCREET
    petition = Petition(
        public_id=new_public_id(),
        team_id=_team(head).id,
        kind=_choice(head, "kind", PetitionKind, PetitionKind.PETITION),
        language=_text(head, "language", required=True),
        protection=protection,
        publish=_choice(head, "publish", Publishing, Publishing.BATCHED if is_discreet else Publishing.LIVE),
        zone=_zone(head),
        opens_local=_moment(head, "opens"),
        closes_local=_moment(head, "closes"),
        retain_until=_date(head, "retain_until"),
        default_audience=_default_audience(head, is_discreet),
        country_question=_choice(head, "country", CountryQuestion, CountryQuestion.OPTIONAL),
        slots=_integer(head.get("people_per_mailbox", 1), "people_per_mailbox", highest=2),
        goals=[GoalStep(target=_integer(goal, "goals")) for goal in _list(head, "goals")],
        addressees=[_addressee(item, n) for n, item in enumerate(_list(head, "addressees"), 1)],
        contacts=[_contact(item, n) for n, item in enumerate(_list(head, "contacts"), 1)],
        fields=[_field(item, n) for n, item in enumerate(_list(head, "fields"), 1)],
    )
    return petitions.add(petition, slug=slug, revisions=_revisions(head, bodies, petition.language))


def _revisions(head: Mapping[str, Any], bodies: Mapping[str, str], own: str) -> list[Revision]:
    texts = _mapping(head.get("texts"), "texts")
    if own not in texts:
        raise InvalidPetitionFile(f"texts: the petition's own language, {own}, is missing")
    if set(texts) != set(bodies):
        raise InvalidPetitionFile("Each language in texts needs a part that begins with a line like <!-- fr -->")
    return [_revision(_mapping(texts[code], f"texts.{code}"), bodies[code], code) for code in texts]


def _revision(words: Mapping[str, Any], body: str, language: str) -> Revision:
    place = f"texts.{language}"
    _only(words, TEXT_KEYS, place)
    return Revision(
        language=language,
        number=1,
        title=_text(words, "title", required=True, place=place, longest=200),
        summary=_text(words, "summary", required=True, place=place),
        text=body,
        demand=_text(words, "demand", required=True, place=place),
        place_and_date=_text(words, "place_and_date", place=place, longest=200),
        question=_text(words, "question", place=place, longest=200),
        share_text=_text(words, "share_text", place=place),
        hashtags=[text.clean_line(str(tag)).lstrip("#") for tag in _list(words, "hashtags")],
    )


def _addressee(item: Any, position: int) -> Addressee:
    place = f"addressees, number {position}"
    item = _mapping(item, place)
    _only(item, ADDRESSEE_KEYS, place)
    texts = _mapping(item.get("texts"), f"{place}, texts")
    if not texts:
        raise InvalidPetitionFile(f"{place}: texts must give a name in one language at least")
    return Addressee(
        role=_choice(item, "role", AddresseeRole, AddresseeRole.TO),
        position=position,
        country=_text(item, "country") or None,
        language=_text(item, "language") or None,
        postal_address=_text(item, "postal_address"),
        phone=_text(item, "phone"),
        public_address=_text(item, "mail"),
        handles=dict(_mapping(item.get("handles") or {}, f"{place}, handles")),
        texts=[_addressee_text(_mapping(words, place), code, place) for code, words in texts.items()],
    )


def _addressee_text(words: Mapping[str, Any], language: str, place: str) -> AddresseeText:
    _only(words, ADDRESSEE_TEXT_KEYS, f"{place}, {language}")
    values = {key: _text(words, key, place=place) for key in ADDRESSEE_TEXT_KEYS - {"name"}}
    return AddresseeText(language=language, name=_text(words, "name", required=True, place=place), **values)


def _contact(item: Any, position: int) -> PetitionContact:
    place = f"contacts, number {position}"
    item = _mapping(item, place)
    _only(item, {"name", "phones", "mail"}, place)
    return PetitionContact(
        position=position,
        name=_text(item, "name", required=True, place=place),
        phones=[str(phone) for phone in _list(item, "phones")],
        address=_address(item, place),
    )


def _address(item: Mapping[str, Any], place: str) -> str:
    written = _text(item, "mail")
    try:
        return addresses.parse(written) if written else ""
    except addresses.InvalidAddress:
        raise InvalidPetitionFile(f"{place}: mail is not a mail address") from None


def _field(item: Any, position: int) -> FieldDefinition:
    place = f"fields, number {position}"
    item = _mapping(item, place)
    _only(item, {"key", "labels", "required"}, place)
    key = _text(item, "key", required=True, place=place, longest=40)
    if not (key.isascii() and key.isidentifier()):
        raise InvalidPetitionFile(f"{place}: key must be a word of small letters, such as city")
    labels = {code: str(label) for code, label in _mapping(item.get("labels"), f"{place}, labels").items()}
    return FieldDefinition(position=position, key=key, labels=labels, is_required=bool(item.get("required")))


def _default_audience(head: Mapping[str, Any], is_discreet: bool) -> NameAudience:
    default = NameAudience.NOBODY if is_discreet else NameAudience.ADDRESSEES
    chosen = _choice(head, "name_goes_to", NameAudience, default)
    if chosen is NameAudience.PUBLIC:
        raise InvalidPetitionFile("name_goes_to: publishing names is for each signer to choose, never the default")
    return chosen


def _team(head: Mapping[str, Any]) -> Team:
    slug = _text(head, "team", required=True)
    team = db.session.scalar(select(Team).where(Team.slug == slug))
    if team is None:
        raise InvalidPetitionFile(f"team: there is no team {slug}; make it with `flask petition team`")
    return team


def _slug(head: Mapping[str, Any]) -> str:
    slug = _text(head, "slug", required=True, longest=80)
    if not slug.replace("-", "").isalnum() or not slug.isascii() or slug != slug.lower():
        raise InvalidPetitionFile("slug: only a-z, 0-9 and - may stand in an address")
    if petitions.by_slug(slug):
        raise InvalidPetitionFile(f"slug: {slug} is taken by another petition")
    return slug


def _zone(head: Mapping[str, Any]) -> str:
    zone = _text(head, "zone") or "UTC"
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidPetitionFile(f"zone: {zone} is no IANA time zone such as Asia/Damascus") from None


def _moment(head: Mapping[str, Any], key: str) -> datetime | None:
    value = head.get(key)
    if value is None:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise InvalidPetitionFile(f"{key}: write a local time such as 2026-12-12 18:00") from None
    if moment.tzinfo is not None:
        raise InvalidPetitionFile(f"{key}: write the local time; its zone stands in zone")
    return moment


def _date(head: Mapping[str, Any], key: str) -> date:
    value = head.get(key)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidPetitionFile(f"{key}: write the day after which identities are deleted, such as 2027-06-30")
    return value


def _choice(mapping: Mapping[str, Any], key: str, kind: type[Kind], default: Kind) -> Kind:
    value = mapping.get(key, default)
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(member.value for member in kind)
        raise InvalidPetitionFile(f"{key}: {value} is not one of {allowed}") from None


def _integer(value: Any, key: str, *, highest: int = 1_000_000_000) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest:
        return value
    raise InvalidPetitionFile(f"{key}: must be a whole number from 1 to {highest}")


def _text(
    mapping: Mapping[str, Any],
    key: str,
    *,
    required: bool = False,
    place: str = "the head",
    longest: int = 10_000,
) -> str:
    value = mapping.get(key)
    cleaned = "" if value is None else text.clean_text(str(value))
    if required and not cleaned:
        raise InvalidPetitionFile(f"{place}: {key} is missing")
    if len(cleaned) > longest:
        raise InvalidPetitionFile(f"{place}: {key} is longer than {longest} characters")
    return cleaned


def _list(mapping: Mapping[str, Any], key: str) -> list[Any]:
    value = mapping.get(key) or []
    if not isinstance(value, list):
        raise InvalidPetitionFile(f"{key}: must be a list")
    return value


def _mapping(value: Any, place: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise InvalidPetitionFile(f"{place}: must be made of lines like `name: …`")


def _only(mapping: Mapping[str, Any], allowed: set[str], place: str) -> None:
    unknown = sorted(str(key) for key in mapping if key not in allowed)
    if unknown:
        raise InvalidPetitionFile(f"{place}: {unknown[0]} is not known; use {', '.join(sorted(allowed))}")
