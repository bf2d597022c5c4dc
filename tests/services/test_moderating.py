from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox
from petition.models.outbox import Mail, MailKind
from petition.models.petition import NameAudience, Petition, Protection
from petition.models.record import Audit
from petition.models.signature import CommentState, Hold, HoldRule, Signature, SignatureState
from petition.services import forgetting, listing, moderating, reviewing, sequencing, verifying, withdrawing
from petition.services.counting import count_of
from petition.services.errors import CannotBeSentAgain, SentAgainToday, SettledAlready
from tests.making import submit
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

BY: dict[str, Any] = {"by": "mona-public-id", "reason": "a test entry"}


@pytest.fixture
def counted(ward: Petition) -> Signature:
    return signed(ward, give_name_to=NameAudience.PUBLIC, comment="Why not", comment_is_public=True)


@pytest.fixture
def held(ward: Petition) -> Signature:
    return signed(ward, doubts=(HoldRule.HONEYPOT,))


def audited() -> list[tuple[str, str]]:
    return [(row.verb, row.details["reason"]) for row in db.session.scalars(sa.select(Audit).order_by(Audit.id))]


def sequenced(ward: Petition) -> tuple[int, int]:
    """What counts and what was removed, once the ledger knows all; and it agrees with the signatures."""
    sequencing.sequence(ward.id)
    db.session.flush()
    assert list(verifying.problems_of(ward)) == []
    return count_of(ward).number, count_of(ward).removed


def names(ward: Petition) -> list[tuple[str | None, str]]:
    db.session.flush()
    return [(voice.name, voice.comment) for voice in listing.names(ward, limit=5)]


def test_what_was_counted_counts_again(ward: Petition, counted: Signature) -> None:
    for _ in range(2):
        moderating.remove(counted, **BY)
        assert counted.left_at is not None
        assert sequenced(ward) == (0, 1)
        moderating.restore(counted, **BY)
        assert sequenced(ward) == (1, 0)
    assert (counted.state, counted.left_at) == (SignatureState.COUNTED, None)
    kinds = db.session.scalars(sa.select(LedgerEntry.kind).order_by(LedgerEntry.sequence)).all()
    assert kinds[-4:] == [EntryKind.REMOVED, EntryKind.RESTORED] * 2


def test_removed_and_restored_within_a_moment_counts_once(ward: Petition, counted: Signature) -> None:
    moderating.remove(counted, **BY)
    moderating.restore(counted, **BY)
    assert sequenced(ward) == (1, 0)


def test_what_was_held_is_held_again(ward: Petition, held: Signature) -> None:
    moderating.remove(held, **BY)
    moderating.restore(held, **BY)
    assert held.state is SignatureState.HELD
    assert db.session.scalars(sa.select(LedgerInbox)).all() == []
    assert db.session.scalars(sa.select(Hold).execution_options(populate_existing=True)).one().outcome is None
    reviewing.release(held, by="mona")
    moderating.remove(held, **BY)
    moderating.restore(held, **BY)
    assert sequenced(ward) == (1, 0)


def test_nobody_brings_back_what_its_signer_withdrew(ward: Petition, counted: Signature) -> None:
    withdrawing.withdraw(counted)
    with pytest.raises(SettledAlready):
        moderating.restore(counted, **BY)
    assert sequenced(ward) == (0, 0)


def test_nobody_comes_back_who_was_forgotten(ward: Petition, counted: Signature) -> None:
    moderating.remove(counted, **BY)
    ward.retain_until = clock.now().date().replace(year=2020)
    db.session.commit()
    forgetting.forget()
    db.session.refresh(counted)
    for verb in (moderating.restore, moderating.show_name):
        with pytest.raises(SettledAlready):
            verb(counted, **BY)


def test_a_hidden_name_is_gone_and_comes_back_as_it_was_chosen(ward: Petition) -> None:
    made = signed(ward, name="Rima Haddad", give_name_to=NameAudience.PUBLIC, name_style="initials")
    moderating.hide_name(made, **BY)
    assert (names(ward), made.public_name) == ([], None)
    assert made.give_name_to is NameAudience.PUBLIC
    moderating.show_name(made, **BY)
    assert names(ward) == [("R. H.", "")]
    assert audited() == [("hide name", "a test entry"), ("show name", "a test entry")]


def test_a_name_that_nobody_gets_cannot_be_hidden(ward: Petition) -> None:
    with pytest.raises(SettledAlready):
        moderating.hide_name(signed(ward, give_name_to=NameAudience.NOBODY), **BY)


def test_a_hidden_comment_is_gone_and_comes_back(ward: Petition, counted: Signature) -> None:
    moderating.hide_comment(counted, **BY)
    assert (names(ward), listing.voices(ward, limit=5)) == ([("Rima Haddad", "")], [])
    moderating.show_comment(counted, **BY)
    assert names(ward) == [("Rima Haddad", "Why not")]
    assert counted.comment is not None
    assert counted.comment.state is CommentState.SHOWN


@pytest.mark.parametrize("verb", [moderating.hide_name, moderating.hide_comment, moderating.remove])
def test_nobody_decides_twice(counted: Signature, verb: Callable[..., None]) -> None:
    verb(counted, **BY)
    with pytest.raises(SettledAlready):
        verb(counted, **BY)


@pytest.mark.parametrize("verb", [moderating.show_name, moderating.show_comment, moderating.restore])
def test_what_stands_so_needs_no_decision(counted: Signature, verb: Callable[..., None]) -> None:
    with pytest.raises(SettledAlready):
        verb(counted, **BY)
    assert audited() == []


def test_who_withdrew_has_left(counted: Signature) -> None:
    withdrawing.withdraw(counted)
    assert counted.left_at is not None


def mails() -> list[tuple[MailKind, str]]:
    found = db.session.scalars(sa.select(Mail).where(Mail.kind == MailKind.SENT_AGAIN))
    return [(mail.kind, mail.subject) for mail in found]


def test_a_mail_is_sent_again_once_a_day(ward: Petition, counted: Signature) -> None:
    waiting = submit(ward, address="waits@example.org")
    for one in (waiting, counted):
        moderating.send_again(one, **BY)
        with pytest.raises(SentAgainToday):
            moderating.send_again(one, **BY)
    assert mails() == [(MailKind.SENT_AGAIN, waiting.public_id), (MailKind.SENT_AGAIN, counted.public_id)]
    assert audited() == [("send again", "a test entry")] * 2


def test_nobody_at_risk_is_written_to_unasked(ward: Petition, counted: Signature) -> None:
    waiting = submit(ward, address="waits@example.org")
    ward.protection = Protection.DISCREET
    for one in (waiting, counted):
        with pytest.raises(CannotBeSentAgain):
            moderating.send_again(one, **BY)
    assert mails() == []


def test_who_left_is_not_written_to(counted: Signature) -> None:
    moderating.remove(counted, **BY)
    with pytest.raises(CannotBeSentAgain):
        moderating.send_again(counted, **BY)
