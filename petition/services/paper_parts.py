"""What a paper is made of: plain values that a page and a text file show alike, and how papers write days and lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext
from sqlalchemy import Select, func, select

from petition.extensions import db
from petition.models.addressee import AddresseeRole
from petition.models.petition import Joining, Petition
from petition.models.record import Export, ExportPurpose
from petition.models.team import TeamMember, TeamRole
from petition.models.update_mail import UpdateMailing
from petition.services import counting
from petition.services.counting import Count


@dataclass(frozen=True)
class Fact:
    """One thing that a paper says, a sentence or more. `asks` is what the software cannot know: the team answers it."""

    name: str
    says: tuple[str, ...] = ()
    asks: str = ""


@dataclass(frozen=True)
class Part:
    heading: str
    facts: list[Fact]


@dataclass(frozen=True)
class Paper:
    """One paper; `anchor` is its place on the page."""

    anchor: str
    heading: str
    about: str
    parts: list[Part]


@dataclass(frozen=True)
class Situation:
    """A petition, with what became of it: whom it counts, what left the house, who in the team sees what."""

    petition: Petition
    count: Count
    lists: Mapping[ExportPurpose, int]
    mailings: int
    roles: Mapping[TeamRole, int]

    @property
    def title(self) -> str:
        words = self.petition.words_in(here().language).title
        return quoted(words) if words else str(gettext("no title yet"))

    @property
    def keeps_names(self) -> bool:
        """Whether it keeps anybody's name: of those who sign, or are listed."""
        can = self.petition.abilities
        return can.people_sign or can.counts_signatories or self.petition.joining is not Joining.NOBODY

    @property
    def names_go_to(self) -> list[str]:
        """Whom the form names beside "the addressees": whoever gets a copy gets figures only."""
        return [name for name, gets_names in self._addressees() if gets_names]

    @property
    def figures_go_to(self) -> list[str]:
        return [name for name, gets_names in self._addressees() if not gets_names]

    @property
    def questions(self) -> list[str]:
        """What its form asks besides name, mail address and country."""
        fields = self.petition.fields
        return [quoted(one.labels.get(here().language) or next(iter(one.labels.values()), one.key)) for one in fields]

    def _addressees(self) -> list[tuple[str, bool]]:
        if not self.petition.abilities.has_addressees:
            return []
        named = [one for one in self.petition.addressees if one.texts]
        return [(quoted(one.text_in(here().language).name), one.role is AddresseeRole.TO) for one in named]


def situation_of(petition: Petition) -> Situation:
    """By four statements, none of which looks at a signer."""
    lists = select(Export.purpose, func.count()).where(Export.petition_id == petition.id, Export.since_id.is_(None))
    roles = select(TeamMember.role, func.count()).where(TeamMember.team_id == petition.team_id)
    mailings = select(func.count()).select_from(UpdateMailing).where(UpdateMailing.petition_id == petition.id)
    return Situation(
        petition,
        counting.count_of(petition),
        _by_kind(lists.group_by(Export.purpose)),
        db.session.scalar(mailings) or 0,
        _by_kind(roles.group_by(TeamMember.role)),
    )


def quoted(words: str) -> str:
    """What people wrote, on one line, whichever way it runs: where no markup stands, marks around it keep it apart."""
    return f"\u2068{' '.join(words.split())}\u2069"


def listed(names: Iterable[str]) -> str:
    return str(gettext(", ")).join(names)


def day(value: date) -> str:
    return str(format_date(value, "d MMMM y", locale=here()))


def number(value: int) -> str:
    return str(format_decimal(value, locale=here()))


def country(code: str) -> str:
    return str(here().territories.get(code, code))


def language(code: str) -> str:
    return Locale.parse(code).get_display_name(here()) or code


def here() -> Locale:
    return get_locale() or Locale("en")


def _by_kind(query: Select[Any, Any]) -> dict[Any, int]:
    return {kind: int(n) for kind, n in db.session.execute(query)}
