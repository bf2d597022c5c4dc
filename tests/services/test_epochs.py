"""Epochs: a ledger that goes on from an older backup, and one that only pretends to."""

from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import notes
from petition.lib.crypto import new_key
from petition.models.ledger import EntryKind, Epoch, LedgerHead
from petition.models.petition import Petition
from petition.services import epochs, published_heads, sequencing, signing_keys, verifying
from petition.services.errors import InvalidHead
from petition.services.published_heads import PublishedHead
from tests.services.counting import checkpoint_of, confirmed, entries_of, sequenced


def published(ward: Petition, size: int, key: notes.SigningKey | None = None) -> PublishedHead:
    """A head that this petition's site might have signed before it was lost."""
    checkpoint = notes.Checkpoint(signing_keys.origin_of(ward), size, new_key(), ("online 9",))
    return PublishedHead(checkpoint, notes.sign(checkpoint.text(), key or signing_keys.current()))


@pytest.fixture
def counted(ward: Petition) -> Petition:
    confirmed(ward, 2)
    sequenced(ward)
    return ward


def problems(ward: Petition) -> list[str]:
    db.session.expire_all()
    return list(verifying.problems_of(ward))


def test_it_says_in_every_checkpoint_what_goes_no_further(counted: Petition) -> None:
    assert published_heads.link(published(counted, 9))
    confirmed(counted)
    sequenced(counted)
    [line] = [line for line in checkpoint_of(counted).note.split("\n") if line.startswith("epoch ")]
    assert line.startswith("epoch 3 9 ")
    assert entries_of(counted)[3].kind is EntryKind.EPOCH
    assert problems(counted) == []


def test_the_same_head_opens_one_epoch(counted: Petition) -> None:
    head = published(counted, 9)
    assert [published_heads.link(head), published_heads.link(head)] == [True, False]


def test_a_second_restore_opens_a_second(counted: Petition) -> None:
    published_heads.link(published(counted, 9))
    published_heads.link(published(counted, 12))
    assert [epoch.sequence for epoch in epochs.of(counted)] == [3, 4]
    assert checkpoint_of(counted).note.count("\nepoch ") == 2
    assert problems(counted) == []


def test_a_head_that_the_ledger_continues_opens_none(counted: Petition) -> None:
    older = checkpoint_of(counted).note
    confirmed(counted)
    sequenced(counted)
    head = published_heads.read(older, signing_keys.verifiers())
    assert head
    assert not published_heads.link(head)


def test_a_head_as_long_of_another_ledger_is_told(counted: Petition) -> None:
    with pytest.raises(InvalidHead, match="was never the one"):
        published_heads.link(published(counted, 2))


def test_a_head_that_somebody_else_signed_is_none(counted: Petition) -> None:
    stranger = notes.SigningKey(signing_keys.installation_name(), new_key())
    assert published_heads.read(published(counted, 9, stranger).note, signing_keys.verifiers()) is None


def test_the_longest_of_several_counts(counted: Petition) -> None:
    heads = [published(counted, size) for size in (9, 12, 10)]
    assert published_heads.newest_of(heads) == {counted.public_id: heads[1]}


def pretend(ward: Petition, head: PublishedHead) -> None:
    """An epoch by whoever can write to the database, but does not ask what was published."""
    there = db.session.get_one(LedgerHead, ward.id, populate_existing=True)
    sequencing.append(ward, there, [epochs.row_for(ward, there, head.checkpoint, head.note)])


def test_verifying_finds_an_epoch_without_a_head_of_ours(counted: Petition) -> None:
    stranger = notes.SigningKey(signing_keys.installation_name(), new_key())
    pretend(counted, published(counted, 9, stranger))
    assert problems(counted) == ["entry 3 opens an epoch, but the head that it names was not signed by us"]


def test_verifying_finds_an_epoch_that_nothing_asked_for(counted: Petition) -> None:
    pretend(counted, published(counted, 2))
    assert problems(counted) == ["entry 3 opens an epoch, but the head that it names was no longer than the ledger"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"size": 10}, "another head was signed than is kept"),
        ({"root": "0" * 64}, "another head was signed than is kept"),
        ({"sequence": 1}, "the head that it names is not kept"),
    ],
)
def test_verifying_finds_an_epoch_that_was_altered(counted: Petition, values: dict[str, Any], words: str) -> None:
    published_heads.link(published(counted, 9))
    db.session.execute(sa.update(Epoch).values(**values))
    assert f"entry 3 opens an epoch, but {words}" in problems(counted)


def test_verifying_finds_an_epoch_that_was_hushed_up(counted: Petition) -> None:
    published_heads.link(published(counted, 9))
    db.session.execute(sa.delete(Epoch))
    assert any("other epochs were signed than were opened" in words for words in problems(counted))
