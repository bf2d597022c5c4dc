"""Choosing signatures by their names: the pattern stands sealed in the job, and is forgotten once that is over.

Names are sealed too, so nothing finds one: the worker opens those that the filter finds, a portion at a time. Who gave
their name to nobody is not found by it, unless they are held: that they signed is not to be learned by a guess.
"""

from base64 import b64decode, b64encode
from typing import Any

from sqlalchemy import or_, select

from petition.extensions import db, keyring
from petition.lib.name_patterns import NamePattern
from petition.models.job import Job
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Signature, SignatureState
from petition.services import identity
from petition.services.origin_filter import SAME

NAMES = "names"
# That there was something to choose by, where nobody has to know any more what.
FORGOTTEN = "-"
IS_ASKED = or_(Signature.give_name_to != NameAudience.NOBODY, Signature.state == SignatureState.HELD)


def sealed(petition: Petition, pattern: str) -> dict[str, str]:
    """The pattern for the params of a job."""
    return {NAMES: b64encode(keyring.seal(pattern.encode(), context=_context(petition))).decode()}


def pattern_of(job: Job) -> str | None:
    """What names are to be like, as it was written; None where it is forgotten. Raises CannotOpen."""
    written = job.params.get(NAMES, FORGOTTEN)
    if written == FORGOTTEN:
        return None
    return keyring.open(b64decode(written), context=_context(job.petition)).decode()


def those_named(job: Job, ids: list[int]) -> list[int]:
    """Those of them, by key, whose names are like the job's pattern; all where it has none.

    A name that cannot be read is like none.
    """
    if NAMES not in job.params:
        return ids
    pattern = pattern_of(job)
    if pattern is None:
        return []
    columns = (Signature.id, Signature.public_id, Signature.identity)
    there = select(*columns).where(Signature.id.in_(ids), Signature.identity.is_not(None), IS_ASKED)
    rows = db.session.execute(there.order_by(Signature.id.desc())).all()
    fields = identity.fields_of_signatures(((row.public_id, row.identity) for row in rows), lost="")
    wanted = NamePattern(pattern)
    return [row.id for row, known in zip(rows, fields, strict=True) if wanted.matches(known["name"])]


def without_names(params: dict[str, Any]) -> dict[str, Any]:
    """What a job that is over goes on saying of how it was chosen."""
    return _without(params, {NAMES})


def without_others(params: dict[str, Any]) -> dict[str, Any]:
    """The same once nobody is to know any more whom it meant: which signatures others were likened to goes too."""
    return _without(params, {NAMES, *SAME})


def _without(params: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: FORGOTTEN if name in names else value for name, value in params.items()}


def _context(petition: Petition) -> str:
    return f"job.params:{petition.public_id}"
