"""Signatures for tests of the ledger: confirmed through the product's own verbs, then sequenced."""

from itertools import count

from sqlalchemy import select

from petition.extensions import db
from petition.models.ledger import Checkpoint, EntryKind, LedgerEntry, LedgerInbox
from petition.models.petition import Petition
from petition.models.signature import HoldRule, Signature
from petition.services import confirming, sequencing, signing
from petition.services.counting import newest_checkpoint
from tests.making import signer, submission_at

# Nobody signs twice, whatever transactions are open.
NUMBERS = count(1)


def confirmed(petition: Petition, number: int = 1, *, doubts: tuple[HoldRule, ...] = ()) -> list[Signature]:
    """So many people more, confirmed and not yet sequenced."""
    return [_confirmed(petition, f"signer{next(NUMBERS)}@example.org", doubts) for _ in range(number)]


def _confirmed(petition: Petition, address: str, doubts: tuple[HoldRule, ...]) -> Signature:
    somebody = signer(address=address)
    revision = petition.latest("en")
    assert revision is not None
    made = signing.submit(petition, somebody, revision=revision, language="en", doubts=doubts)
    return confirming.confirm(submission_at(made), somebody, same_browser=True)


def sequenced(petition: Petition) -> list[LedgerEntry]:
    """The ledger's entries after the sequencer's turn, committed."""
    db.session.flush()
    sequencing.sequence(petition.id)
    db.session.commit()
    return entries_of(petition)


def entries_of(petition: Petition) -> list[LedgerEntry]:
    found = select(LedgerEntry).where(LedgerEntry.petition_id == petition.id).order_by(LedgerEntry.sequence)
    return list(db.session.scalars(found))


def checkpoint_of(petition: Petition) -> Checkpoint:
    found = newest_checkpoint(petition)
    assert found is not None
    return found


def revision_row(petition: Petition) -> LedgerInbox:
    """What a correction leaves in the inbox."""
    return LedgerInbox(
        petition_id=petition.id, kind=EntryKind.REVISION, weight=0, revision="0" * 64, commitment="0" * 64
    )
