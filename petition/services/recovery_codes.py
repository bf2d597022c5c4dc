"""Recovery codes: on paper, for the day that all other factors are lost. Each is good once."""

import secrets
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update

from petition.extensions import db
from petition.lib import clock, crypto, passwords, text
from petition.models.organiser import Organiser, RecoveryCode
from petition.models.outbox import MailKind
from petition.services import account_news, auditing, keys
from petition.services.inserting import insert_all

NUMBER = 10
# 23 letters, 12 of them: 54 bits, and whoever tries them is slowed down.
GROUPS, GROUP_LENGTH = 3, 4


def renew(organiser: Organiser) -> list[str]:
    """New codes instead of all there were; shown now and never again. Their owner is told."""
    # One at a time, so that there are never twice as many.
    db.session.execute(select(Organiser.id).where(Organiser.id == organiser.id).with_for_update())
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id))
    codes = [_made_up() for _ in range(NUMBER)]
    insert_all(RecoveryCode, [{"organiser_id": organiser.id, "code_hash": _hash(organiser, code)} for code in codes])
    account_news.tell(organiser, MailKind.CODES_RENEWED)
    auditing.record("renew recovery codes", actor=organiser.public_id, subject=organiser.public_id)
    return codes


def use(organiser: Organiser, typed: str) -> bool:
    """Whether it is one of the organiser's codes that was not used yet. From now on it was, and its owner is told."""
    used: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(RecoveryCode)
        .where(
            RecoveryCode.organiser_id == organiser.id,
            RecoveryCode.code_hash == _hash(organiser, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    if used.rowcount == 0:
        return False
    account_news.tell(organiser, MailKind.CODE_USED)
    auditing.record("use recovery code", actor=organiser.public_id, subject=organiser.public_id)
    return True


def left(organiser: Organiser) -> int:
    """How many of them are still good."""
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.organiser_id == organiser.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def forget(organiser: Organiser) -> None:
    """Without another factor they have nothing to stand in for."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id))


def _made_up() -> str:
    groups = ("".join(secrets.choice(passwords.LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def _hash(organiser: Organiser, code: str) -> str:
    """However it is typed: large or small, with or without what stands between."""
    letters = "".join(letter for letter in text.fold(code) if letter in passwords.LETTERS)
    return crypto.blind_index(keys.data_key(keys.RECOVERY), "recovery code", f"{organiser.public_id}:{letters}").hex()
