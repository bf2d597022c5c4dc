"""What a checkpoint says, who signed it, and when a new one is due."""

from collections.abc import Callable

import pytest

from petition.extensions import db
from petition.lib import notes
from petition.lib.notes import VerifierKey
from petition.models.ledger import LedgerHead
from petition.models.petition import Petition, Publishing
from petition.models.signature import HoldRule
from petition.services import checkpoints, counting, signing_keys, withdrawing
from petition.worker import ledger
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.services.counting import checkpoint_of, confirmed, sequenced

Load = Callable[[str], Petition]

pytestmark = pytest.mark.usefixtures("database")


def signed(petition: Petition) -> notes.Checkpoint:
    """The newest checkpoint as anyone reads it who has nothing but the published key."""
    published = VerifierKey.parse(str(signing_keys.verifiers()[0]))
    return notes.Checkpoint.parse(notes.open_note(checkpoint_of(petition).note, [published]))


def test_it_is_signed_by_the_published_key(ward: Petition) -> None:
    confirmed(ward, 2)
    sequenced(ward)
    read = signed(ward)
    assert read.origin == signing_keys.origin_of(ward)
    assert read.size == 3
    assert read.root.hex() == checkpoint_of(ward).root


def test_its_figures_are_those_of_row_and_head(ward: Petition) -> None:
    withdrawing.withdraw(confirmed(ward, 3)[0])
    confirmed(ward, 2, doubts=(HoldRule.HONEYPOT,))
    sequenced(ward)
    figures = dict(line.split(" ", 1) for line in signed(ward).extensions)
    row, head = checkpoint_of(ward), db.session.get_one(LedgerHead, ward.id)
    assert (figures["online"], figures["withdrawn"], figures["held"]) == ("2", "1", "2")
    for kind in checkpoints.KINDS:
        assert int(figures[kind]) == getattr(row, kind) == getattr(head, kind)


def test_its_time_is_what_readers_see(ward: Petition, time: FakeClock) -> None:
    sequenced(ward)
    shown = counting.count_of(ward).at
    assert shown == time.now.replace(microsecond=0)
    assert signed(ward).extensions[-1] == f"time {shown.isoformat()}"


def test_a_new_number_under_review_is_signed_anew(ward: Petition) -> None:
    sequenced(ward)
    confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    db.session.commit()
    ledger.publish_held_numbers()
    assert counting.count_of(ward).held == 1
    assert (signed(ward).size, signed(ward).extensions[5]) == (1, "held 1")


def test_it_is_signed_once(ward: Petition) -> None:
    sequenced(ward)
    confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    db.session.commit()
    ledger.publish_held_numbers()
    newest = checkpoint_of(ward).id
    ledger.publish_held_numbers()
    assert checkpoint_of(ward).id == newest


def test_where_publishing_is_batched_it_waits_too(load: Load) -> None:
    found = load(make_petition("batched", publish=Publishing.BATCHED))
    sequenced(found)
    confirmed(found, doubts=(HoldRule.HONEYPOT,))
    db.session.commit()
    ledger.publish_held_numbers()
    assert counting.count_of(found).held == 0
