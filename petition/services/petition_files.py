"""Petitions from files: Markdown with a head that holds everything the tables hold.

docs/petition-files.md explains each line to authors; petition/demo holds whole examples.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from petition.lib import web_addresses
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.columns import new_public_id
from petition.models.form import FieldDefinition, GoalStep
from petition.models.kind import PetitionKind
from petition.models.page_block import PetitionContact
from petition.models.petition import (
    CONFIRMATION_GRACE,
    Commenting,
    CountryQuestion,
    Joining,
    ListStyle,
    NameAudience,
    Petition,
    Protection,
    Publishing,
)
from petition.models.revision import Revision
from petition.models.team import Team
from petition.services import lengths, petition_file_blocks, petitions, teams
from petition.services.petition_file_reader import Part, read, texts_with

HEAD_KEYS = {
    *(
        "slug",
        "team",
        "kind",
        "language",
        "zone",
        "opens",
        "closes",
        "retain_until",
        "protection",
        "publish",
        "comments",
    ),
    *("name_goes_to", "country", "people_per_mailbox", "goals", "addressees", "contacts", "fields", "texts"),
    *("list_style", "joining", "joins_until", "embargo"),
    *petition_file_blocks.KEYS,
}
TEXT_KEYS = {"title", "summary", "demand", "place_and_date", "opening", "closing", "question", "share_text", "hashtags"}
ADDRESSEE_KEYS = {"key", "role", "country", "language", "postal_address", "phone", "mail", "handles", "texts"}
ADDRESSEE_TEXT_KEYS = {"name", "office", "institution", "salutation", "note"}
CONTACT_KEYS = {"name", "phones", "mail"}
FIELD_KEYS = {"key", "labels", "required"}


def create(source: str) -> Petition:
    """A draft petition from a file's text, which begins with what its team has set where the file is silent.

    Raises InvalidPetitionFile with the first mistake.
    """
    head, bodies = read(source, HEAD_KEYS)
    slug, team = _slug(head), _team(head)
    protection = head.choice("protection", Protection, Protection.NORMAL)
    is_discreet = protection is Protection.DISCREET
    addressees = _addressees(head)
    petition = Petition(
        public_id=new_public_id(),
        team_id=team.id,
        kind=head.choice("kind", PetitionKind, PetitionKind.PETITION),
        language=head.language("language", required=True),
        protection=protection,
        publish=head.choice("publish", Publishing, Publishing.BATCHED if is_discreet else Publishing.LIVE),
        comments=head.choice("comments", Commenting, Commenting.AFTER_REVIEW if is_discreet else Commenting.AT_ONCE),
        zone=head.zone("zone", team.zone),
        opens_local=head.moment("opens"),
        closes_local=head.moment("closes"),
        embargo_local=head.moment("embargo"),
        joining=head.choice("joining", Joining, Joining.INVITED),
        joins_until_local=head.moment("joins_until"),
        list_style=head.choice("list_style", ListStyle, ListStyle.LINES),
        retain_until=_retain_until(head, team),
        default_audience=_default_audience(head, is_discreet),
        country_question=head.choice("country", CountryQuestion, CountryQuestion.OPTIONAL),
        slots=head.number("people_per_mailbox", 1, highest=2),
        goals=[GoalStep(target=goal) for goal in head.numbers("goals", highest=lengths.HIGHEST_GOAL)],
        addressees=list(addressees.values()),
        contacts=_contacts(head, team),
        fields=_fields(head),
    )
    petition_file_blocks.describe(petition, head, addressees)
    _check_abilities(petition, head)
    petitions.add(petition, slug=slug, revisions=_revisions(head, bodies, petition))
    petition_file_blocks.add_people_and_news(petition, head)
    return petition


def _check_abilities(petition: Petition, head: Part) -> None:
    """What its kind cannot do must not stand in the file: nothing would come of it."""
    if petition.goals and not petition.abilities.has_goal:
        raise head.mistake(f"goals: a {petition.kind} has none")
    if petition.addressees and not petition.abilities.has_addressees:
        raise head.mistake(f"addressees: a {petition.kind} has none")
    if petition.fields and not petition.abilities.people_sign:
        raise head.mistake(f"fields: a {petition.kind} has no form to ask them in")


def _revisions(head: Part, bodies: Mapping[str, str], petition: Petition) -> list[Revision]:
    texts = texts_with(head, bodies, TEXT_KEYS)
    if petition.language not in texts:
        raise head.mistake(f"texts: the petition's own language, {petition.language}, is missing")
    return [_revision(words, bodies[code], code) for code, words in texts.items()]


def _revision(words: Part, body: str, language: str) -> Revision:
    return Revision(
        language=language,
        number=1,
        title=words.line("title", required=True),
        summary=words.text("summary"),
        text=body,
        demand=words.text("demand"),
        place_and_date=words.line("place_and_date"),
        opening=words.text("opening"),
        closing=words.text("closing"),
        question=words.line("question"),
        share_text=words.text("share_text"),
        hashtags=[tag.lstrip("#") for tag in words.lines("hashtags")],
    )


def _addressees(head: Part) -> dict[str, Addressee]:
    """By the key that messages name them by, or else by their number."""
    parts = head.parts("addressees", ADDRESSEE_KEYS)
    return {part.word("key") or str(number): _addressee(part, number) for number, part in enumerate(parts, 1)}


def _addressee(part: Part, position: int) -> Addressee:
    return Addressee(
        role=part.choice("role", AddresseeRole, AddresseeRole.TO),
        position=position,
        country=part.country("country") or None,
        language=part.language("language") or None,
        postal_address=part.text("postal_address"),
        phone=part.line("phone", longest=lengths.PHONE),
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


def _contacts(head: Part, team: Team) -> list[PetitionContact]:
    """Those in the file, or else the team's own; an empty list is a word too."""
    if head.has("contacts"):
        return [_contact(part, number) for number, part in enumerate(head.parts("contacts", CONTACT_KEYS), 1)]
    return teams.press_contacts(team)


def _contact(part: Part, position: int) -> PetitionContact:
    return PetitionContact(
        position=position,
        name=part.line("name", required=True),
        phones=part.lines("phones", longest=lengths.PRESS_PHONE),
        address=part.address("mail"),
    )


def _fields(head: Part) -> list[FieldDefinition]:
    fields = [_field(part, number) for number, part in enumerate(head.parts("fields", FIELD_KEYS), 1)]
    if len({field.key for field in fields}) < len(fields):
        raise head.mistake("fields: each needs a key of its own")
    return fields


def _field(part: Part, position: int) -> FieldDefinition:
    key = part.word("key", required=True)
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
    team = teams.by_slug(slug)
    if team is None:
        raise head.mistake(f"team: there is no team {slug}; make it with `flask petition team`")
    return team


def _slug(head: Part) -> str:
    slug = head.line("slug", required=True, longest=lengths.SLUG)
    if not web_addresses.is_slug(slug):
        raise head.mistake("slug: only a-z, 0-9 and - may stand in an address")
    if slug in petitions.RESERVED:
        raise head.mistake(f"slug: {slug} is an address of the workspace; take another")
    if petitions.by_slug(slug):
        raise head.mistake(f"slug: {slug} is taken by another petition")
    return slug


def _retain_until(head: Part, team: Team) -> date:
    """The day after which identities are deleted: fixed before opening, and told on the form."""
    closes = head.moment("closes")
    if closes is not None and not head.has("retain_until"):
        return _days_after(closes.date(), team.retention_days, head)
    day = head.day("retain_until")
    # Taken from this day and not added to the other: there is no day after 9999-12-31.
    if closes is not None and day - CONFIRMATION_GRACE <= closes.date():
        raise head.mistake("retain_until: mailed links count for seven days after closing; choose a later day")
    return day


def _days_after(closes: date, days: int, head: Part) -> date:
    try:
        return closes + timedelta(days)
    except OverflowError:
        raise head.mistake("closes: write an earlier day") from None
