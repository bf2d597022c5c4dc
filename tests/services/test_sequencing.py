"""From the inbox to the ledger: places, order, tiles, checkpoint, and when any of it becomes public."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from petition.extensions import db
from petition.lib import merkle, tiles
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox, LedgerTile
from petition.models.petition import Petition, Publishing
from petition.services import moderating, petitions, sequencing, withdrawing
from petition.worker import ledger
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.services.counting import checkpoint_of, confirmed, entries_of, revision_row, sequenced
from tests.services.test_correcting import correct

Load = Callable[[str], Petition]

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def batched(database: None, load: Load, time: FakeClock) -> Petition:
    """A petition that publishes in batches, its opening published; it is some minutes past the hour."""
    time.now = time.now.replace(minute=10)
    found = load(make_petition("batched", publish=Publishing.BATCHED))
    sequenced(found)
    return found


def test_it_gives_every_row_its_place_without_gaps(ward: Petition) -> None:
    confirmed(ward, 5)
    entries = sequenced(ward)
    assert [entry.sequence for entry in entries] == list(range(6))
    assert not db.session.scalars(select(LedgerInbox)).all()


def test_it_goes_on_where_it_stopped(ward: Petition) -> None:
    confirmed(ward, 2)
    before = [entry.commitment for entry in sequenced(ward)]
    confirmed(ward, 2)
    after = sequenced(ward)
    assert [entry.commitment for entry in after[:3]] == before
    assert [entry.sequence for entry in after] == list(range(5))


def test_its_tiles_and_root_are_those_of_the_entries(ward: Petition) -> None:
    confirmed(ward, 3)
    sequenced(ward)
    confirmed(ward, 4)
    leaves = [merkle.leaf_hash(entry.entry(ward.public_id).encode()) for entry in sequenced(ward)]
    stored = {(tile.level, tile.position): tile.hashes for tile in db.session.scalars(select(LedgerTile))}
    assert tiles.root(len(leaves), lambda *key: stored[key]) == merkle.root_of(leaves)
    assert checkpoint_of(ward).root == merkle.root_of(leaves).hex()


def test_a_batch_is_in_random_order(ward: Petition) -> None:
    signatures = confirmed(ward, 40)
    entries = sequenced(ward)[1:]
    as_confirmed = [signature.commitment for signature in signatures]
    as_published = [entry.commitment for entry in entries]
    assert sorted(as_published) == sorted(as_confirmed)
    assert as_published != as_confirmed


def test_opening_comes_first_and_closing_last(ward: Petition) -> None:
    for signature in confirmed(ward, 5)[:3]:
        withdrawing.withdraw(signature)
    petitions.close(ward)
    kinds = [entry.kind.value for entry in sequenced(ward)]
    assert kinds == ["opened", *["confirmed"] * 5, *["withdrawn"] * 3, "closed"]


def test_nothing_is_withdrawn_before_it_is_there(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 3)
    withdrawing.withdraw(confirmed(ward, 3)[1])
    sequenced(ward)
    kinds = [entry.kind for entry in sequenced(ward)]
    assert kinds.index(EntryKind.WITHDRAWN) > kinds.index(EntryKind.CONFIRMED)


def test_what_happens_to_one_stands_in_its_order(ward: Petition) -> None:
    # Of each alone it would be so by chance half the time.
    for made in confirmed(ward, 12):
        moderating.remove(made, by="mona", reason="a flood")
        moderating.restore(made, by="mona", reason="no flood")
    kinds = defaultdict[str, list[str]](list)
    for entry in sequenced(ward)[1:]:
        kinds[entry.commitment].append(entry.kind.value)
    assert [*kinds.values()] == [["confirmed", "removed", "restored"]] * 12


def test_a_large_inbox_is_taken_in_batches(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 4)
    confirmed(ward, 9)
    turns = [sequencing.sequence(ward.id) for _ in range(3)]
    assert turns == [True, True, False]
    assert [entry.sequence for entry in entries_of(ward)] == list(range(10))


def test_a_damaged_ledger_does_not_stop_the_others(ward: Petition, load: Load) -> None:
    other = load(make_petition("another"))
    confirmed(ward)
    sequenced(ward)
    db.session.execute(delete(LedgerTile))
    for one in (ward, other):
        confirmed(one)
    db.session.commit()
    ledger.sequence()
    assert checkpoint_of(other).online == 1
    assert db.session.scalars(select(LedgerInbox.petition_id)).all() == [ward.id]


@pytest.mark.parametrize(
    "change", [update(LedgerEntry).values(weight=2), delete(LedgerEntry)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_the_ledger(ward: Petition, change: object) -> None:
    sequenced(ward)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(change)  # type: ignore[call-overload]
    db.session.rollback()
    assert [entry.weight for entry in entries_of(ward)] == [0]


def test_a_batch_waits_for_its_hour(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, 12)
    time.move(minutes=49)
    assert len(sequenced(batched)) == 1
    time.move(minutes=1)
    confirmed(batched)
    assert len(sequenced(batched)) == 13
    assert checkpoint_of(batched).created_at == time.now.replace(microsecond=0)


def test_a_full_batch_does_not_wait_for_its_hour(batched: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 12)
    confirmed(batched, 11)
    assert len(sequenced(batched)) == 1
    confirmed(batched)
    assert len(sequenced(batched)) == 13


def test_a_batch_waits_for_ten(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, 9)
    time.move(hours=5)
    assert len(sequenced(batched)) == 1
    # Nor does the tenth tell by its own moment that it came.
    confirmed(batched)
    assert len(sequenced(batched)) == 1
    time.move(hours=1)
    assert len(sequenced(batched)) == 11


def test_the_last_batch_waits_for_nothing(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, 3)
    petitions.close(batched)
    time.move(days=6)
    assert len(sequenced(batched)) == 1
    time.move(days=2)
    assert [entry.kind for entry in sequenced(batched)][-1] is EntryKind.CLOSED


def test_what_signers_change_of_their_own_hides_nobody_else(batched: Petition, time: FakeClock) -> None:
    first, *_ = confirmed(batched, 9)
    for name in ("Reema Haddad", "Rima H.", "Reema H."):
        correct(first, name=name)
    time.move(hours=2)
    assert len(sequenced(batched)) == 1
    confirmed(batched)
    time.move(hours=1)
    assert len(sequenced(batched)) == 14


def test_corrections_do_not_hide_signers(batched: Petition, time: FakeClock) -> None:
    confirmed(batched, 9)
    db.session.add_all([revision_row(batched) for _ in range(3)])
    db.session.flush()
    assert len(sequenced(batched)) == 1
    time.move(hours=2)
    assert [entry.kind for entry in sequenced(batched)][1:] == [EntryKind.REVISION] * 3
    confirmed(batched)
    time.move(hours=2)
    assert len(sequenced(batched)) == 14
