"""Checking the count: silent where all agrees, one clear sentence for each kind of drift."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from weakref import WeakSet

import pytest
from sqlalchemy import delete, event, insert, select, text, update

from petition.extensions import Model, db
from petition.lib.tiles import WIDTH
from petition.models.columns import new_public_id
from petition.models.ledger import Checkpoint, LedgerEntry, LedgerHead, LedgerInbox, LedgerLink, LedgerTile
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.models.signature import HoldRule, Signature
from petition.services import forgetting, verifying, verifying_ledger, withdrawing
from tests.campaigns import signed_by
from tests.conftest import FakeClock
from tests.services.counting import confirmed, sequenced

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def counted(ward: Petition) -> Petition:
    """A petition with three counted, one withdrawn and one held, in two batches."""
    withdrawing.withdraw(confirmed(ward, 2)[0])
    sequenced(ward)
    confirmed(ward, 2)
    confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    sequenced(ward)
    return ward


def problems(petition: Petition) -> list[str]:
    db.session.flush()
    db.session.expire_all()
    return list(verifying.problems_of(petition))


def switch_triggers_off() -> None:
    """As whoever owns the database can. (The next test has them again.)"""
    if db.session.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER ledger_entry_no_{deed}"))
        return
    db.session.execute(text("SET LOCAL session_replication_role = replica"))


def test_all_agrees(counted: Petition) -> None:
    assert problems(counted) == []


def test_what_is_not_sequenced_yet_is_no_drift(counted: Petition) -> None:
    withdrawing.withdraw(confirmed(counted, 2)[1])
    assert problems(counted) == []


def test_a_signature_put_in_by_hand(counted: Petition) -> None:
    there = db.session.scalars(select(Signature)).first()
    assert there is not None
    columns = {column.name: getattr(there, column.name) for column in Signature.__table__.columns}
    fresh = new_public_id()
    db.session.execute(
        insert(Signature), [columns | {"id": 900, "public_id": fresh, "address_index": b"x", "state": "counted"}]
    )
    assert f"signature {fresh} is counted, but the ledger does not say so" in problems(counted)


def test_a_signature_taken_away_by_hand(counted: Petition) -> None:
    db.session.execute(delete(LedgerLink))
    db.session.execute(delete(Signature).where(Signature.slot == 1))
    assert "entry 1 (confirmed) speaks of nobody who is there" in problems(counted)


def test_a_held_signature_counted_by_hand(counted: Petition) -> None:
    db.session.execute(update(Signature).where(Signature.state == "held").values(state="counted"))
    assert [words.split(" is ")[1] for words in problems(counted)] == ["counted, but the ledger does not say so"]


def test_an_altered_entry(counted: Petition) -> None:
    switch_triggers_off()
    db.session.execute(update(LedgerEntry).where(LedgerEntry.sequence == 2).values(weight=5))
    found = problems(counted)
    assert "tile/0/000.p/6 holds other hashes than the entries give" in found
    assert any(words.endswith("its root is not the tree's") for words in found)
    assert any("it says 3 online, the entries say" in words for words in found)


def test_an_entry_taken_out(counted: Petition) -> None:
    switch_triggers_off()
    db.session.execute(delete(LedgerLink))
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.sequence == 2))
    found = problems(counted)
    assert "entry 2 is missing: entry 3 stands in its place" in found
    assert "the newest checkpoint speaks of 6 entries, but there are 5" in found


@pytest.mark.parametrize("kind", ["online", "signatories", "paper", "withdrawn", "removed", "held"])
def test_a_checkpoint_with_another_number(counted: Petition, kind: str) -> None:
    newest = db.session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc())).first()
    assert newest is not None
    was = getattr(newest, kind)
    setattr(newest, kind, was + 1000)
    name = f"checkpoint {newest.id} (size 6)"
    assert f"{name}: it says {was + 1000} {kind}, but {was} was signed" in problems(counted)


def test_a_checkpoint_signed_by_a_stranger(counted: Petition) -> None:
    db.session.execute(update(Checkpoint).values(note="nothing\n\n— stranger AAAA\n"))
    assert {words.split(": ")[1] for words in problems(counted)} == {"its signature is not ours"}


def test_a_checkpoint_of_another_time(counted: Petition) -> None:
    newest = db.session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc())).first()
    assert newest is not None
    newest.created_at = newest.created_at.replace(year=2031)
    assert [words.split(": ")[1] for words in problems(counted)] == ["another time was signed"]


def test_a_head_that_runs_ahead(counted: Petition) -> None:
    db.session.execute(update(LedgerHead).values(online=LedgerHead.online + 1))
    assert problems(counted) == ["the head says 4 online, the newest checkpoint 3"]


def test_an_altered_identity(counted: Petition) -> None:
    one = db.session.scalars(select(Signature).order_by(Signature.id)).first()
    assert one is not None
    assert one.identity is not None
    one.identity = one.identity[:-1] + bytes([one.identity[-1] ^ 1])
    assert problems(counted) == [f"signature {one.public_id} cannot be opened: it was altered, or its key is missing"]


def test_a_signature_committed_to_other_words(counted: Petition) -> None:
    one, other = db.session.scalars(select(Signature).order_by(Signature.id).limit(2))
    one.commitment = other.commitment
    found = problems(counted)
    assert f"signature {one.public_id} has other words than those committed to" in found


def test_who_was_forgotten_on_the_day_still_counts(counted: Petition, time: FakeClock) -> None:
    signed_by(counted, "Nurses of the Harbour")
    sequenced(counted)
    time.now = datetime.combine(counted.retain_until + timedelta(days=1), day_time(0, 0), UTC)
    while forgetting.forget():
        pass
    assert set(db.session.scalars(select(Signature.identity))) == {None}
    assert problems(counted) == []
    db.session.execute(update(Signature).where(Signature.state == "held").values(state="counted"))
    assert [words.split(" is ")[1] for words in problems(counted)] == ["counted, but the ledger does not say so"]


@pytest.mark.parametrize(("kind", "values"), [(Signature, {"identity": None}), (Signatory, {"sealed": None})])
def test_a_name_that_is_gone_before_the_day(counted: Petition, kind: type[Model], values: dict[str, None]) -> None:
    signed_by(counted, "Nurses of the Harbour")
    sequenced(counted)
    db.session.execute(update(kind).values(values))
    found = problems(counted)
    assert found
    assert {words.split(" ", 2)[2] for words in found} == {"cannot be opened: it was altered, or its key is missing"}


def test_a_missing_tile(counted: Petition) -> None:
    db.session.execute(delete(LedgerTile))
    assert problems(counted) == ["tile/0/000.p/6 is missing"]


def test_an_altered_tile(counted: Petition) -> None:
    db.session.execute(update(LedgerTile).values(hashes=b"\0" * 192))
    assert problems(counted) == ["tile/0/000.p/6 holds other hashes than the entries give"]


def test_a_tile_too_many(counted: Petition) -> None:
    db.session.add(LedgerTile(petition_id=counted.id, level=1, position=0, hashes=b"\0" * 32))
    assert problems(counted) == ["tile/1/000 is stored, but the ledger is too short to have it"]


def test_a_row_put_into_the_inbox_counts_as_what_it_claims(counted: Petition) -> None:
    """Whoever can write into the inbox can add an entry; it then speaks of nobody, and shows."""
    there = db.session.scalars(select(LedgerEntry).where(LedgerEntry.sequence == 1)).one()
    claim = {"petition_id": counted.id, "kind": "confirmed", "weight": 1}
    db.session.execute(insert(LedgerInbox), [claim | {"revision": there.revision, "commitment": there.commitment}])
    sequenced(counted)
    assert problems(counted) == ["entry 6 (confirmed) speaks of nobody who is there"]


@pytest.fixture
def held() -> Iterator[list[int]]:
    """How many entries were in memory whenever one was read."""
    alive, numbers = WeakSet[LedgerEntry](), list[int]()

    def note(entry: LedgerEntry, _context: object) -> None:
        alive.add(entry)
        numbers.append(len(alive))

    event.listen(LedgerEntry, "load", note)
    yield numbers
    event.remove(LedgerEntry, "load", note)


def test_it_reads_a_long_ledger_a_portion_at_a_time(
    ward: Petition, held: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"petition_id": ward.id, "kind": "paper", "weight": 0, "revision": "0" * 64}
    db.session.execute(insert(LedgerInbox), [row | {"commitment": f"{number:064}"} for number in range(5 * WIDTH)])
    sequenced(ward)
    db.session.expunge_all()
    held.clear()
    monkeypatch.setattr(verifying_ledger, "PORTION", WIDTH)
    assert list(verifying.problems_of(db.session.get_one(Petition, ward.id))) == []
    assert len(held) > 5 * WIDTH
    assert max(held) <= 3 * WIDTH
