"""Beginning a petition: from nothing but its title, as a copy of another one, or from a template."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock, text
from petition.models.columns import new_public_id
from petition.models.kind import PetitionKind
from petition.models.petition import Petition, PetitionState
from petition.models.picture import PetitionPicture
from petition.models.record import Audit
from petition.models.revision import Revision
from petition.models.team import Team
from petition.services import (
    auditing,
    editing_terms,
    leases,
    lengths,
    petition_addresses,
    petitions,
    revisions,
    sections,
    starters,
    teams,
)
from petition.services.errors import UnreadableSection
from petition.services.section_reader import CopiedPart
from petition.services.sections import Section, words_section

# What of a petition's times is no day, and so comes along with a copy.
LASTING_TIMES = ("zone", "joining", "list_style")
# Whoever wishes for the same within so long did not mean two.
PRESSED_TWICE = timedelta(minutes=2)
# Of so many lines of the log it is one, then.
LATELY = 20
PICTURE = ("alt", "credit", "width", "height", "small_width", "small_height", "large", "small", "sha256")


def begin(team: Team, *, kind: PetitionKind, language: str, title: str, by: str) -> Petition:
    """A draft that has a title, an address made of it, and what the team's petitions begin with.

    Raises InvalidSection where the title is too long.
    """
    petition = _begun(team, kind, language, title)
    auditing.record_of_petition("begin petition", petition, actor=by)
    return petition


def copy_of(petition: Petition, *, team: Team, by: str) -> Petition:
    """A draft that says what another petition says. Its dates and its address are its own, and nobody stands under it.

    Another team puts its own press contact there.
    """
    own = petition.words_in(petition.language)
    copy = _begun(team, petition.kind, petition.language, own.title)
    for name in [Section.LANGUAGES.value, *map(words_section, petition.languages), *_others(petition, team)]:
        sections.fill(copy, name, sections.read(petition, name), part=CopiedPart)
    times = sections.read(petition, Section.TIMES)
    sections.fill(copy, Section.TIMES, {name: times[name] for name in LASTING_TIMES})
    _copy_what_is_outdated(petition, copy)
    _copy_picture(petition, copy)
    auditing.record_of_petition("begin petition", copy, actor=by, copied=petition.public_id)
    return copy


def from_starter(team: Team, name: str, *, language: str, title: str, by: str) -> Petition:
    """A draft made of a template, with a title of its own if one is given.

    Raises KeyError for an unknown name, InvalidSection where the title is too long.
    """
    source, own = starters.source(name, language), words_section(language)
    petition = _begun(team, starters.kind_of(name), language, title or source[own]["title"])
    for section, values in source.items():
        sections.fill(petition, section, values)
    if title:
        sections.fill(petition, own, {"title": title})
    auditing.record_of_petition("begin petition", petition, actor=by, starter=name)
    return petition


def begun_just_now(team: Team, *, by: str, title: str = "", of: Mapping[str, Any], **made: str) -> Petition | None:
    """What the same wish made a moment ago, if nobody touched it yet: a button was pressed twice, or a form sent again.

    `of` is what it was made of, as the log has it, and `made` its kind or its language, where they were chosen. Of two
    at once the second waits for the first one's commit.
    """
    leases.hold_until_commit(f"begin:{by}".encode())
    newest = select(Audit).where(Audit.team_id == team.id).order_by(Audit.id.desc()).limit(LATELY)
    for line in db.session.scalars(newest):
        if (line.verb, line.actor) != ("begin petition", by) or line.created_at <= clock.now() - PRESSED_TWICE:
            continue
        petition = db.session.scalars(select(Petition).where(Petition.public_id == line.subject)).one_or_none()
        if petition is None:
            continue
        is_untouched = petition.edited_at is None and petition.state is PetitionState.DRAFT
        says_it = not title or petition.words_in(petition.language).title == text.clean_line(title)
        if is_untouched and says_it and line.details == of and all(getattr(petition, key) == made[key] for key in made):
            return petition
    return None


def _begun(team: Team, kind: PetitionKind, language: str, title: str) -> Petition:
    line = text.clean_line(title)
    if len(line) > lengths.LINE:
        raise UnreadableSection("title", f"at most {lengths.LINE} characters")
    petition = Petition(
        public_id=new_public_id(),
        team_id=team.id,
        kind=kind,
        language=language,
        zone=team.zone,
        retain_until=editing_terms.usual_retention(team, None, clock.now()),
        contacts=teams.press_contacts(team),
    )
    return petitions.add(petition, slug=petition_addresses.free_slug(line), revisions=[_empty(language, line)])


def _empty(language: str, title: str) -> Revision:
    words: Mapping[str, Any] = dict.fromkeys(("summary", "text", "demand", "place_and_date", "question"), "")
    beside: Mapping[str, Any] = {"opening": "", "closing": "", "share_text": "", "hashtags": [], "reason": ""}
    return Revision(language=language, number=1, title=title, **words, **beside)


def _others(petition: Petition, team: Team) -> list[str]:
    """The sections that come along with a copy as they are; events and addressees before the actions that name them."""
    apart = {Section.KIND, Section.LANGUAGES, Section.TIMES, Section.PICTURE}
    if team.id != petition.team_id:
        apart.add(Section.PRESS)
    names = [name for name in sections.names_for(petition) if sections.language_of(name) is None]
    return [name for name in names if name not in apart]


def _copy_what_is_outdated(petition: Petition, copy: Petition) -> None:
    """What fits the original fits its copy, whose hash may be another one."""
    for language in petition.languages:
        translation = copy.latest(language)
        if translation and not petition.is_outdated(language):
            revisions.note_source(copy, translation)


def _copy_picture(petition: Petition, copy: Petition) -> None:
    if petition.picture is not None:
        copy.picture = PetitionPicture(**{name: getattr(petition.picture, name) for name in PICTURE})
