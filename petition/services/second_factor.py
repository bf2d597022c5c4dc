"""Second factors: who needs one, what they have, and taking it away."""

from typing import Any

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm.exc import ObjectDeletedError

from petition.extensions import db
from petition.models.organiser import Factor, FactorKind, Organiser
from petition.models.outbox import MailKind
from petition.services import account_news, app_codes, auditing, recovery_codes, sessions
from petition.services.errors import LastWayIn
from petition.services.policy import EVERYBODY, SECOND_FACTOR

MOST = 100


def is_demanded(organiser: Organiser) -> bool:
    """Whether the site asks one of them: always of those who run it, of the others where that was decided."""
    return organiser.is_staff or SECOND_FACTOR.value() == EVERYBODY


def has_any(organiser: Organiser) -> bool:
    return db.session.scalar(select(Factor.id).where(Factor.organiser_id == organiser.id).limit(1)) is not None


def is_missing(organiser: Organiser) -> bool:
    """Whether they have to add one before all else."""
    return is_demanded(organiser) and not has_any(organiser)


def of(organiser: Organiser) -> list[Factor]:
    """What the organiser has, the oldest first."""
    query = select(Factor).where(Factor.organiser_id == organiser.id).order_by(Factor.id).limit(MOST)
    return list(db.session.scalars(query))


def takes_code(organiser: Organiser, typed: str) -> bool:
    """Whether it is the code of an app, or a recovery code; it is used then. To be committed in either case."""
    return app_codes.matches(organiser, typed) or recovery_codes.use(organiser, typed)


def remove(factor: Factor) -> None:
    """Take a factor away. Its owner is told. Raises LastWayIn; doing so twice changes nothing."""
    try:
        factor_id, kind, organiser_id = factor.id, factor.kind, factor.organiser_id
    except ObjectDeletedError:
        # Another tab removed it while it was asked here who is there.
        return
    # One at a time: two tabs must not remove the last two.
    organiser = db.session.scalars(select(Organiser).where(Organiser.id == organiser_id).with_for_update()).one()
    others = [one for one in of(organiser) if one.id != factor_id]
    if organiser.password_hash is None and not any(other.kind is FactorKind.PASSKEY for other in others):
        raise LastWayIn
    removed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Factor).where(Factor.id == factor_id)
    )
    if removed.rowcount == 0:
        return
    if not others:
        recovery_codes.forget(organiser)
        sessions.forget_second_factor(organiser)
    account_news.tell(organiser, MailKind.FACTOR_REMOVED)
    auditing.record("remove factor", actor=organiser.public_id, subject=organiser.public_id, kind=kind)
