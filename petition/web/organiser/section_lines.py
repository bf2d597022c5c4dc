"""A line that says what is in a section of the editor, read while it is folded."""

from collections.abc import Callable, Iterable
from functools import partial

from flask_babel import gettext, ngettext

from petition.models.addressee import AddresseeRole
from petition.models.page_block import BlockKind
from petition.models.petition import NameAudience, Petition
from petition.models.revision import Revision
from petition.services import petitions
from petition.services.page_blocks import BLOCKS
from petition.services.revisions import WORDS
from petition.web import formats, languages
from petition.web.organiser.terms_forms import KINDS
from petition.web.said import said

MOST_NAMED = 2


def line_of_section(petition: Petition, name: str) -> str:
    """In the language of the page."""
    if name.startswith("words-"):
        return _words(petition, name.removeprefix("words-"))
    return LINES[name](petition)


def lacks(petition: Petition, language: str) -> list[str]:
    """Which words a translation does not have yet, by their names in a revision."""
    own, there = petition.latest(petition.language), petition.latest(language)
    if own is None or there is None or language == petition.language:
        return []
    return [name for name in WORDS if getattr(own, name) and not getattr(there, name)]


def needs(petition: Petition) -> dict[str, bool]:
    """What must be there before it can open, and whether it is."""
    own = petition.latest(petition.language)
    there = {"title": bool(own and own.title), "text": bool(own and own.text)}
    can = petition.abilities
    # A call may ask its readers alone.
    if can.has_addressees and can.is_counted:
        there["addressee"] = any(one.role is not AddresseeRole.COPY for one in petition.addressees)
    return there


def _words(petition: Petition, language: str) -> str:
    there = petition.latest(language)
    if language == petition.language:
        return there.title if there and there.title else str(gettext("no title yet"))
    if petition.is_outdated(language):
        return str(gettext("outdated: the original was changed"))
    missing = len(lacks(petition, language))
    if missing:
        return str(ngettext("%(num)s text is missing", "%(num)s texts are missing", missing))
    return str(gettext("complete")) if _has_words(there) else str(gettext("none yet"))


def _has_words(revision: Revision | None) -> bool:
    return revision is not None and bool(revision.title or revision.text)


def _entries(number: int) -> str:
    return str(ngettext("%(num)s entry", "%(num)s entries", number)) if number else str(gettext("none yet"))


def _listed(names: Iterable[str]) -> str:
    return str(gettext(", ")).join(names)


def _addressees(petition: Petition) -> str:
    here = languages.current_language()
    names = [one.text_in(here).name for one in petition.addressees if one.texts]
    if not names:
        return str(gettext("none yet"))
    if len(names) <= MOST_NAMED:
        return _listed(names)
    return str(gettext("%(names)s and others", names=_listed(names[:MOST_NAMED])))


def _goal(petition: Petition) -> str:
    if not petition.goals:
        return str(gettext("no goal"))
    return _listed(formats.number(step.target) for step in petition.goals)


def _names(petition: Petition) -> str:
    if petition.is_discreet:
        return str(gettext("signers are at risk"))
    if petition.default_audience is NameAudience.NOBODY:
        return str(gettext("names go to nobody unless signers choose"))
    return str(gettext("names go to the addressees unless signers choose"))


def _times(petition: Petition) -> str:
    closes = petition.closes_at
    deleted = gettext("names are deleted after %(day)s", day=formats.day(petition.retain_until))
    if closes is None:
        return _listed((str(gettext("no end set")), str(deleted)))
    return _listed((str(gettext("closes on %(time)s", time=formats.moment(closes, petition.zone))), str(deleted)))


def _kind(petition: Petition) -> str:
    return f"{KINDS[petition.kind.value]} · /petitions/{petitions.current_slug(petition)}"


def _fields(petition: Petition) -> str:
    number = len(petition.fields)
    own = ngettext("%(num)s question of your own", "%(num)s questions of your own", number)
    return str(own if number else gettext("name, mail address, country"))


def _picture(petition: Petition) -> str:
    if petition.picture is None:
        return str(gettext("none yet"))
    return said(petition.picture.alt, petition.language).text or str(gettext("not described yet"))


def _blocks(kind: BlockKind, petition: Petition) -> str:
    kinds = {kind, BlockKind.OPENING_QUOTATION} if kind is BlockKind.QUOTATION else {kind}
    return _entries(sum(block.kind in kinds for block in petition.blocks))


LINES: dict[str, Callable[[Petition], str]] = {
    "kind": _kind,
    "languages": lambda petition: _listed(formats.language_name(code) for code in petition.languages),
    "addressees": _addressees,
    "goal": _goal,
    "picture": _picture,
    "fields": _fields,
    "names": _names,
    "times": _times,
    "events": lambda petition: _entries(len(petition.events)),
    "actions": lambda petition: _entries(len(petition.actions)),
    "press": lambda petition: _entries(len(petition.contacts)),
    **{name: partial(_blocks, kind) for name, (kind, _words) in BLOCKS.items()},
}
