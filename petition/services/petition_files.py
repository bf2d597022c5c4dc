"""Petitions from files: Markdown with a head that holds everything the tables hold.

docs/petition-files.md explains each line to authors; petition/demo holds whole examples.
"""

import re
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from petition.extensions import db
from petition.lib import frontmatter
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
from petition.services.petition_file_reader import Part

HEAD_KEYS = {
    *("slug", "team", "kind", "language", "zone", "opens", "closes", "retain_until", "protection", "publish"),
    *("name_goes_to", "country", "people_per_mailbox", "goals", "addressees", "contacts", "fields", "texts"),
}
TEXT_KEYS = {"title", "summary", "demand", "place_and_date", "question", "share_text", "hashtags"}
ADDRESSEE_KEYS = {"role", "country", "language", "postal_address", "phone", "mail", "handles", "texts"}
ADDRESSEE_TEXT_KEYS = {"name", "office", "institution", "salutation", "note"}
CONTACT_KEYS = {"name", "phones", "mail"}
FIELD_KEYS = {"key", "labels", "required"}

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIELD_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
HIGHEST_GOAL = 1_000_000_000
PHONE_LENGTH = 40


def create(source: str) -> Petition:
    """A draft petition from a file's text. Raises InvalidPetitionFile with the first mistake."""
    try:
        values, bodies = frontmatter.parse(source)
    except frontmatter.InvalidFrontMatter as mistake:
        raise InvalidPetitionFile(str(mistake)) from None
    head = Part(values, "the head", HEAD_KEYS)
    slug = _slug(head)
    protection = head.choice("protection", Protection, Protection.NORMAL)
    is_discreet = protection is Protection.DISCREET
    petition = Petition(
        public_id=new_public_id(),
        team_id=_team(head).id,
        kind=head.choice("kind", PetitionKind, PetitionKind.PETITION),
        language=head.language("language", required=True),
        protection=protection,
        publish=head.choice("publish", Publishing, Publishing.BATCHED if is_discreet else Publishing.LIVE),
        zone=_zone(head),
        opens_local=head.moment("opens"),
        closes_local=head.moment("closes"),
        retain_until=_retain_until(head),
        default_audience=_default_audience(head, is_discreet),
        country_question=head.choice("country", CountryQuestion, CountryQuestion.OPTIONAL),
        slots=head.number("people_per_mailbox", 1, highest=2),
        goals=[GoalStep(target=goal) for goal in head.numbers("goals", highest=HIGHEST_GOAL)],
        addressees=[_addressee(part, n) for n, part in enumerate(head.parts("addressees", ADDRESSEE_KEYS), 1)],
        contacts=[_contact(part, n) for n, part in enumerate(head.parts("contacts", CONTACT_KEYS), 1)],
        fields=_fields(head),
    )
    return petitions.add(petition, slug=slug, revisions=_revisions(head, bodies, petition.language))


def _revisions(head: Part, bodies: Mapping[str, str], own: str) -> list[Revision]:
    texts = head.by_language("texts", TEXT_KEYS)
    if own not in texts:
        raise head.mistake(f"texts: the petition's own language, {own}, is missing")
    if set(texts) != {code for code, body in bodies.items() if body}:
        raise InvalidPetitionFile("Each language in texts needs a part that begins with a line like <!-- fr -->")
    return [_revision(words, bodies[code], code) for code, words in texts.items()]


def _revision(words: Part, body: str, language: str) -> Revision:
    return Revision(
        language=language,
        number=1,
        title=words.line("title", required=True),
        summary=words.text("summary", required=True),
        text=body,
        demand=words.text("demand", required=True),
        place_and_date=words.line("place_and_date"),
        question=words.line("question"),
        share_text=words.text("share_text"),
        hashtags=[tag.lstrip("#") for tag in words.lines("hashtags")],
    )


def _addressee(part: Part, position: int) -> Addressee:
    return Addressee(
        role=part.choice("role", AddresseeRole, AddresseeRole.TO),
        position=position,
        country=part.country("country") or None,
        language=part.language("language") or None,
        postal_address=part.text("postal_address"),
        phone=part.line("phone", longest=PHONE_LENGTH),
        public_address=part.address("mail"),
        handles=part.words("handles"),
        texts=[_addressee_text(words, code) for code, words in part.by_language("texts", ADDRESSEE_TEXT_KEYS).items()],
    )


def _addressee_text(words: Part, language: str) -> AddresseeText:
    return AddresseeText(
        language=language,
        name=words.line("name", required=True),
        office=words.line("office"),
        institution=words.line("institution"),
        salutation=words.line("salutation"),
        note=words.text("note"),
    )


def _contact(part: Part, position: int) -> PetitionContact:
    return PetitionContact(
        position=position,
        name=part.line("name", required=True),
        phones=part.lines("phones", longest=PHONE_LENGTH),
        address=part.address("mail"),
    )


def _fields(head: Part) -> list[FieldDefinition]:
    fields = [_field(part, number) for number, part in enumerate(head.parts("fields", FIELD_KEYS), 1)]
    if len({field.key for field in fields}) < len(fields):
        raise head.mistake("fields: each needs a key of its own")
    return fields


def _field(part: Part, position: int) -> FieldDefinition:
    key = part.line("key", required=True)
    if not FIELD_KEY.fullmatch(key):
        raise part.mistake("key must be a word of small letters, such as city")
    labels = part.words("labels")
    if not labels:
        raise part.mistake("labels must ask the question in one language at least")
    return FieldDefinition(position=position, key=key, labels=labels, is_required=part.flag("required"))


def _default_audience(head: Part, is_discreet: bool) -> NameAudience:
    default = NameAudience.NOBODY if is_discreet else NameAudience.ADDRESSEES
    chosen = head.choice("name_goes_to", NameAudience, default)
    if chosen is NameAudience.PUBLIC:
        raise head.mistake("name_goes_to: publishing names is for each signer to choose, never the default")
    return chosen


def _team(head: Part) -> Team:
    slug = head.line("team", required=True)
    team = db.session.scalar(select(Team).where(Team.slug == slug))
    if team is None:
        raise head.mistake(f"team: there is no team {slug}; make it with `flask petition team`")
    return team


def _slug(head: Part) -> str:
    slug = head.line("slug", required=True, longest=80)
    if not SLUG.fullmatch(slug):
        raise head.mistake("slug: only a-z, 0-9 and - may stand in an address")
    if petitions.by_slug(slug):
        raise head.mistake(f"slug: {slug} is taken by another petition")
    return slug


def _retain_until(head: Part) -> date:
    """The day after which identities are deleted: fixed before opening, and told on the form."""
    day, closes = head.day("retain_until"), head.moment("closes")
    if closes is not None and day <= closes.date():
        raise head.mistake("retain_until: names are still needed when the petition closes; choose a later day")
    return day


def _zone(head: Part) -> str:
    zone = head.line("zone") or "UTC"
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise head.mistake(f"zone: {zone} is no IANA time zone such as Asia/Damascus") from None
