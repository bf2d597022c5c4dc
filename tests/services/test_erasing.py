"""Erasing oneself: nothing is left that says who it was, and every number still verifies."""

import random
from contextlib import suppress

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.consent import Consent
from petition.models.ledger import EntryKind, LedgerEntry, LedgerLink
from petition.models.outbox import Mail
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Comment, Hold, HoldRule, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    confirming,
    correcting,
    counting,
    erasing,
    forgetting,
    identity,
    moderating,
    replaying,
    sequencing,
    verifying,
    withdrawing,
)
from petition.services.errors import LinkIsGone, SettledAlready
from tests.making import sign_and_confirm, submit
from tests.services.test_correcting import correct
from tests.services.test_replaying import lost
from tests.services.test_withdrawing import public


def kinds(ward: Petition) -> list[EntryKind]:
    sequencing.sequence(ward.id)
    there = sa.select(LedgerEntry.kind).where(LedgerEntry.petition_id == ward.id).order_by(LedgerEntry.sequence)
    return [kind for kind in db.session.scalars(there) if kind is not EntryKind.OPENED]


def test_nothing_is_left_that_says_who_it_was(ward: Petition) -> None:
    made = public(ward)
    # Sent once more, and never confirmed.
    submit(ward)
    kinds(ward)
    erasing.erase(made)
    assert sorted(kinds(ward)) == ["confirmed", "erased", "withdrawn"]
    db.session.refresh(made)
    left = (made.identity, made.address_index, made.name_index, made.public_name, made.country, made.commitment)
    assert (made.state, *left) == (SignatureState.ERASED, None, None, None, None, None, "0" * 64)
    for model in (Comment, LedgerLink, Hold, Submission):
        assert db.session.scalars(sa.select(model)).all() == []
    assert [consent.withdrawn_at is None for consent in db.session.scalars(sa.select(Consent))] == [False, False]
    assert (list(verifying.problems_of(ward)), counting.count_of(ward).withdrawn) == ([], 1)


def test_before_the_sequencer_came_it_verifies_too(ward: Petition) -> None:
    erasing.erase(public(ward))
    assert list(verifying.problems_of(ward)) == []
    assert len(kinds(ward)) == 3
    assert (db.session.scalars(sa.select(LedgerLink)).all(), list(verifying.problems_of(ward))) == ([], [])


def test_one_that_never_counted_leaves_no_entry(ward: Petition) -> None:
    made = sign_and_confirm(ward, doubts=(HoldRule.HONEYPOT,))
    erasing.erase(made)
    assert (kinds(ward), made.country, list(verifying.problems_of(ward))) == ([], None, [])


def test_mails_on_their_way_lose_their_address(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    erasing.erase(made)
    # A guessed address would else lead from a mail to what was signed, for as long as mails are known.
    mails = db.session.execute(sa.select(Mail.address, Mail.mailbox_index).where(Mail.subject == made.public_id))
    assert set(map(tuple, mails)) == {(None, b"")}


def test_all_links_die_and_one_may_sign_again(ward: Petition) -> None:
    waiting = submit(ward)
    links = [confirming.link_token(waiting)]
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    links.append(withdrawing.link_token(made))
    erasing.erase(made)
    for look_up, token in zip((confirming.look_up, withdrawing.look_up), links, strict=True):
        with pytest.raises(LinkIsGone):
            look_up(token)
    assert sign_and_confirm(ward).state is SignatureState.COUNTED


def test_it_is_no_way_around_a_removal(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    kinds(ward)
    moderating.remove(made, by="mona", reason="a flood")
    erasing.erase(made)
    assert list(verifying.problems_of(ward)) == []
    with pytest.raises(SettledAlready):
        moderating.restore(made, by="mona", reason="it was no flood")
    assert (made.state, made.identity, sign_and_confirm(ward).id) == (SignatureState.REMOVED, None, made.id)
    kinds(ward)
    assert list(verifying.problems_of(ward)) == []


def test_in_a_restored_backup_it_is_erased_again(ward: Petition) -> None:
    made, waiting = public(ward), submit(ward, address="late@example.org")
    erased = lost(lambda: erasing.erase(made))
    replaying.replay([*erased, *erased, (erased[0][0], waiting.public_id)])
    assert (made.state, made.identity) == (SignatureState.ERASED, None)
    assert db.session.scalars(sa.select(Submission)).all() == []


def test_on_the_petitions_day_the_rest_goes_too(ward: Petition) -> None:
    erasing.erase(public(ward))
    with clock.pretending(clock.now().replace(year=2029)):
        forgetting.forget()
    assert db.session.scalars(sa.select(Consent)).all() == []
    assert db.session.scalars(sa.select(Signature.left_at)).one() is None


def do_something(ward: Petition, made: Signature, choice: random.Random) -> None:
    act = choice.choice(["correct", "narrow", "withdraw", "erase", "remove", "restore", "sequence"])
    if act == "sequence":
        sequencing.sequence(ward.id)
    elif act == "withdraw":
        withdrawing.withdraw(made)
    elif act == "erase":
        erasing.erase(made)
    elif act in ("remove", "restore"):
        with suppress(SettledAlready):
            getattr(moderating, act)(made, by="mona", reason="a test entry")
    elif correcting.can_be_corrected(made):
        words = {"name": f"Rima {choice.random()}"} if act == "correct" else {"give_name_to": NameAudience.NOBODY}
        correct(made, **words)


def test_whatever_people_do_in_whatever_order_the_ledger_verifies(ward: Petition) -> None:
    choice = random.Random(6)
    signed = [sign_and_confirm(ward, address=f"{number}@example.org") for number in range(8)]
    for _ in range(60):
        do_something(ward, choice.choice(signed), choice)
    assert list(verifying.problems_of(ward)) == []
    sequencing.sequence(ward.id)
    assert list(verifying.problems_of(ward)) == []
    standing = [made for made in signed if made.state is SignatureState.COUNTED]
    assert counting.count_of(ward).number == len(standing)
