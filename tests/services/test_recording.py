"""What the ledger's inbox is told, and what a commitment gives away."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from petition.extensions import db
from petition.lib import commitments
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import NameAudience, Petition
from petition.models.signature import HoldRule
from petition.services import identity, recording, withdrawing
from tests.making import signer
from tests.services.counting import confirmed


@pytest.mark.usefixtures("database")
def test_confirming_writes_one_row_about_the_signature(ward: Petition) -> None:
    signature = confirmed(ward)[0]
    row = db.session.scalars(select(LedgerInbox).where(LedgerInbox.kind == EntryKind.CONFIRMED)).one()
    assert (row.weight, row.signature_id, row.commitment) == (1, signature.id, signature.commitment)
    assert row.revision == signature.revision.sha256


@pytest.mark.usefixtures("database")
def test_withdrawing_names_the_entry_by_its_commitment(ward: Petition) -> None:
    signature = confirmed(ward)[0]
    withdrawing.withdraw(signature)
    withdrawing.withdraw(signature)
    row = db.session.scalars(select(LedgerInbox).where(LedgerInbox.kind == EntryKind.WITHDRAWN)).one()
    assert (row.weight, row.commitment) == (-1, signature.commitment)


@pytest.mark.usefixtures("database")
def test_what_is_held_is_not_in_the_ledger(ward: Petition) -> None:
    withdrawing.withdraw(confirmed(ward, doubts=(HoldRule.HONEYPOT,))[0])
    assert db.session.scalars(select(LedgerInbox.kind)).all() == [EntryKind.OPENED]


@pytest.mark.usefixtures("database")
def test_one_field_opens_without_the_others(ward: Petition) -> None:
    signature = confirmed(ward)[0]
    sealed = identity.of_signature(signature)
    fields = recording.fields_of(sealed, signature.language)
    opening = commitments.open_fields(bytes.fromhex(sealed.salt), fields, ["name"])
    assert commitments.verify_opening(bytes.fromhex(signature.commitment), opening)
    assert sealed.address not in str(opening)


def test_equal_words_are_committed_to_differently() -> None:
    """Else whoever knows a name and an address could look for them in the ledger."""
    assert recording.commitment_to(signer(), "en") != recording.commitment_to(signer(), "en")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Somebody Else"},
        {"address": "else@example.org"},
        {"country": None},
        {"comment": "x"},
        {"give_name_to": NameAudience.NOBODY},
        {"answers": {"city": "Tyre"}},
    ],
    ids=str,
)
def test_every_word_is_committed_to(change: dict[str, object]) -> None:
    one = signer()
    other = replace(one, **change)  # type: ignore[arg-type]
    assert recording.commitment_to(one, "en") != recording.commitment_to(other, "en")
