"""Links with a code, by which a team tells where its signers come from. None where signers are at risk.

Only codes that the team made are kept with a signature: whatever else stands behind `?ref=` in an address, and may have
been written there about one person, is not.
"""

import re
from itertools import count

from sqlalchemy import delete, func, select

from petition.extensions import db
from petition.models.petition import Petition, PetitionState
from petition.models.source import CODE_LENGTH, Source
from petition.models.tally import Part, TallyTotal
from petition.services import auditing
from petition.services.errors import CodeIsTaken, NoMoreSources, SourcesAreOff
from petition.services.inserting import insert_unless_there

MOST = 50
CODE = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{CODE_LENGTH - 2}}}[a-z0-9])?")


def are_offered(petition: Petition) -> bool:
    return not petition.is_discreet and petition.abilities.people_sign


def are_given_out(petition: Petition) -> bool:
    """Whether it is or will be signed: before, one writes the newsletter that goes out as it opens."""
    is_to_come = petition.opened_at is None and petition.state is not PetitionState.HIDDEN
    return are_offered(petition) and (is_to_come or petition.takes_signatures)


def is_code(text: str) -> bool:
    """Small letters, digits and dashes between them."""
    return CODE.fullmatch(text) is not None


def known(petition: Petition, code: str | None) -> str | None:
    """The code, if it is one of the petition's and may be kept."""
    if not code or not are_offered(petition):
        return None
    return next((source.code for source in petition.sources if source.code == code), None)


def free_code(petition: Petition) -> str:
    """`link-1`, or the first after it that is no link's, and by which nobody came."""
    came_by = select(TallyTotal.value).where(TallyTotal.petition_id == petition.id, TallyTotal.part == Part.SOURCE)
    used = {source.code for source in petition.sources} | set(db.session.scalars(came_by))
    return next(code for number in count(1) if (code := f"link-{number}") not in used)


def add(petition: Petition, *, code: str, name: str, by: str) -> None:
    """Make a link. Raises SourcesAreOff, NoMoreSources, CodeIsTaken."""
    if not are_offered(petition):
        raise SourcesAreOff
    number = db.session.scalar(select(func.count()).where(Source.petition_id == petition.id)) or 0
    if number >= MOST:
        raise NoMoreSources
    if not insert_unless_there(Source, {"petition_id": petition.id, "code": code, "name": name}):
        raise CodeIsTaken
    auditing.record_of_petition("add source", petition, actor=by)


def remove(petition: Petition, code: str, *, by: str) -> None:
    """Keep its code of nobody who signs from now on. What came by it stays counted under the code."""
    gone = delete(Source).where(Source.petition_id == petition.id, Source.code == code).returning(Source.id)
    if db.session.scalars(gone).all():
        auditing.record_of_petition("remove source", petition, actor=by)
