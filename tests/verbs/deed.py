"""What a table says of a verb; everything else about it is generated from that, and from the url map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

import sqlalchemy as sa
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.team import TeamRole
from petition.services import petitions
from petition.services.permissions import MAY, Verb
from tests.people import ROLES

# What stands in an address, and whatever else a form may need by name.
Args = dict[str, str]
Row = TypeVar("Row")

WARD, DRAFT, LETTER, TEAM = "keep-the-ward-open", "a-draft", "a-letter", "ward-team"
ONLY_A_BUTTON = "only a button"
ABOUT_WARD: Args = {"slug": WARD}
WHY = {"reason": "a test entry"}
TOO_LONG = "x" * 5000


class Whoever(Enum):
    """Those whom no role in a team lets through."""

    # Somebody signed in, about their own account.
    THEMSELVES = "alice"
    STAFF = "sam"
    # Signed in or not.
    ANYONE = "anyone"


@dataclass(frozen=True)
class Deed:
    """A POST: how it becomes possible, what is sent, what is true once it is done, and how it can be mistyped."""

    endpoint: str
    needs: Verb | Whoever
    # Asked before, when it must not be true yet, and afterwards, with the arguments; or what the answer shows, where
    # that is all that comes of it.
    works: Callable[[Args], object] | str
    # Makes what it is about, and says what stands in the address; what it makes is committed.
    arrange: Callable[[], Args] = lambda: dict(ABOUT_WARD)
    # Names of arguments in {} are filled in.
    sends: Mapping[str, str] = field(default_factory=dict)
    # The page with its form, whose hidden fields go along; nothing where a script sends it.
    page: str = ""
    # What is done in the browser before, where that is more than to open the page; all that is typed comes of it.
    types: Callable[[FlaskClient], Mapping[str, str]] | None = None
    # What is typed wrongly, beside what is sent; or why nothing can be.
    spoils: Mapping[str, str] | str = ONLY_A_BUTTON
    # Fields that an answer never gives back, and fields that are no choice at all when they are spoilt.
    unkept: frozenset[str] = frozenset()
    # 200 for what answers at once.
    status: int = 303
    # What strangers and those without the form's token are answered; 0 where nobody is one, or none is asked for.
    stranger: int = 404
    tokenless: int = 400

    @property
    def doer(self) -> str:
        """Who does it: the one who may the least of those who may."""
        if isinstance(self.needs, Whoever):
            return self.needs.value
        return [name for name in ROLES if may(name, self.needs)][-1]


def may(name: str, verb: Verb) -> bool:
    return verb in MAY[TeamRole(ROLES[name])]


def ward() -> Petition:
    return at(WARD)


def at(slug: str) -> Petition:
    found = petitions.by_slug(slug)
    assert found
    return found


def newest(kind: type[Row]) -> Row:
    return db.session.scalars(sa.select(kind).order_by(kind.id.desc()).limit(1)).one()  # type: ignore[attr-defined]


def the(kind: type[Row], args: Args, name: str = "public_id") -> Row:
    """The one whose public id stands in the address."""
    return db.session.scalars(sa.select(kind).where(kind.public_id == args[name])).one()  # type: ignore[attr-defined]


def audited(verb: str) -> Callable[[Args], bool]:
    """Whether it was noted that somebody did this."""
    return lambda _args: db.session.scalar(sa.select(Audit.id).where(Audit.verb == verb)) is not None


def number_of(kind: type[Row]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0
