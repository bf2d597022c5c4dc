"""Who did what to which thing, kept in the transaction of the deed."""

from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.models.submission import Submission

# Who acts where nobody has signed in: somebody at the keyboard of a server, or nobody at all.
COMMAND_LINE = "command line"
SYSTEM = "system"


def record(verb: str, *, actor: str, subject: str, team_id: int | None = None, **details: Any) -> None:
    """Keep one line. `actor` and `subject` are public ids; details hold no names and no mail addresses."""
    db.session.add(Audit(team_id=team_id, actor=actor, verb=verb, subject=subject, details=details))


def newest_reason(verb: str, subject: str) -> str:
    """What was written when this was last done to it; "" where nothing was."""
    query = select(Audit.details).where(Audit.subject == subject, Audit.verb == verb).order_by(Audit.id.desc()).limit(1)
    return str((db.session.scalar(query) or {}).get("reason", ""))


def record_of_petition(verb: str, petition: Petition, *, actor: str, **details: Any) -> None:
    """Keep one line about a petition, for its team. Details as above."""
    record(verb, actor=actor, subject=petition.public_id, team_id=petition.team_id, **details)


def record_of_signature(verb: str, subject: Signature | Submission, *, actor: str, **details: Any) -> None:
    """Keep one line about a signature, or a form that waits, for its petition's team. Details as above."""
    petition = subject.petition
    record(
        verb, actor=actor, subject=subject.public_id, team_id=petition.team_id, petition=petition.public_id, **details
    )
