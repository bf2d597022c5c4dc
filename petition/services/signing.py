"""Signing: from a filled form to a submission and the mail that asks to confirm it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.outbox import GOES_FIRST, Mail, MailKind
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.signature import HoldRule
from petition.models.submission import Submission
from petition.services import identity, keys, outbox
from petition.services.errors import NotTakingSignatures
from petition.services.identity import Identity
from petition.services.inserting import table_of

SUBMISSION_LIFE = timedelta(days=21)
# The mail needs the key, and asking for it alone takes as long as this.
ADD = insert(table_of(Submission)).inline().returning(keys.SEALED_MAILBOX)
# Composed once: putting it together takes longer than asking it.
LONGEST_WAITING = select(func.min(Mail.not_before)).where(GOES_FIRST, Mail.not_before <= bindparam("now"))


def submit(
    petition: Petition,
    signer: Identity,
    *,
    revision: Revision,
    language: str,
    ref: str | None = None,
    doubts: Iterable[HoldRule] = (),
    networks: dict[str, Any] | None = None,
) -> str:
    """Keep what was typed and queue the mail about it. Returns the submission's public id.

    Always the same two rows: whether the address is new, waiting or counted shows in no statement and no
    answer, only in the mail, whose words the worker chooses. `ref` is a code of its team, `networks` where
    the form came from (`origins.of_form`). Raises NotTakingSignatures.
    """
    if not petition.takes_signatures:
        raise NotTakingSignatures
    indexes, public_id = identity.indexes_of(signer, petition), new_public_id()
    values = {
        "public_id": public_id,
        "petition_id": petition.id,
        "revision_id": revision.id,
        "language": language,
        "address_index": indexes.address,
        "name_index": indexes.name,
        "content_index": indexes.content,
        "ref": ref,
        "risk": list(doubts),
        "networks": networks,
        "sealed": identity.seal(signer, context=identity.submission_context(public_id)),
        "expires_at": clock.now() + SUBMISSION_LIFE,
    }
    sealed_key = db.session.scalar(ADD, values)
    _ask_to_confirm(public_id, signer.address, language, keys.data_key(keys.MAILBOX, sealed_key))
    return public_id


def correct_address(
    submission: Submission,
    address: str,
    *,
    doubts: Iterable[HoldRule] = (),
    networks: dict[str, Any] | None = None,
) -> str:
    """Send the same words to another address: a new submission in the place of the old one, whose doubts stay.

    Returns its public id.
    """
    signer = identity.of_submission(submission).corrected(address=address)
    corrected = submit(
        submission.petition,
        signer,
        revision=submission.revision,
        language=submission.language,
        ref=submission.ref,
        doubts=dict.fromkeys([*(HoldRule(rule) for rule in submission.risk), *doubts]),
        networks=networks,
    )
    db.session.delete(submission)
    return corrected


def mail_delay_minutes() -> int:
    """How long, by the mail that has waited longest, a mail takes at present: the honest figure."""
    oldest = db.session.scalar(LONGEST_WAITING, {"now": clock.now()})
    return int((clock.now() - oldest).total_seconds() // 60) if oldest else 0


def _ask_to_confirm(public_id: str, address: str, language: str, mailbox_key: bytes) -> None:
    outbox.put(
        MailKind.SIGNING,
        subject=public_id,
        address=address,
        language=language,
        dedupe_key=f"signing:{public_id}",
        mailbox_key=mailbox_key,
    )
